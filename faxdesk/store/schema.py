"""The tables, and the steps from one version of them to the next.

What was asked for (submission, document, recipient, attempt, upload, event) is written by the user's actions and by
delivery. The mirror (outbox_fax, fax, number) changes only from the service's answers. All times are milliseconds since
1970, UTC.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE submission (
    job         TEXT PRIMARY KEY,
    created_at  INTEGER NOT NULL,
    account     TEXT,                                       -- uid of the account it was written for, once known
    sender      TEXT,                                       -- NULL: chosen when it goes out
    comment     TEXT NOT NULL,
    send_at     INTEGER,                                    -- NULL: at once
    options     TEXT NOT NULL,                              -- JSON
    cover_page  TEXT,                                       -- JSON
    replaces    INTEGER REFERENCES recipient (id)           -- goes out only when that one is proven cancelled
) STRICT;

CREATE TABLE document (
    job         TEXT NOT NULL REFERENCES submission (job),
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    pages       INTEGER NOT NULL,
    PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    mark        TEXT PRIMARY KEY,                           -- travels as the tag faxdesk:<mark>
    job         TEXT NOT NULL REFERENCES submission (job),
    created_at  INTEGER NOT NULL,
    posted_at   INTEGER                                     -- set before the request leaves
) STRICT;

CREATE TABLE upload (
    mark        TEXT NOT NULL REFERENCES attempt (mark),
    position    INTEGER NOT NULL,
    path        TEXT NOT NULL,
    uploaded_at INTEGER NOT NULL,
    PRIMARY KEY (mark, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient (
    id          INTEGER PRIMARY KEY,
    job         TEXT NOT NULL REFERENCES submission (job),
    number      TEXT NOT NULL,
    state       TEXT NOT NULL,
    status      TEXT NOT NULL DEFAULT '',                   -- the service's raw word
    reason      TEXT NOT NULL DEFAULT '',
    attempt     TEXT REFERENCES attempt (mark),
    outbox_id   TEXT,
    fax_id      TEXT,
    pages       INTEGER,
    changed_at  INTEGER NOT NULL,
    not_before  INTEGER NOT NULL DEFAULT 0,                 -- when to look at it again
    checks      INTEGER NOT NULL DEFAULT 0,                 -- looks in vain since the state was entered
    asked       INTEGER NOT NULL DEFAULT 0,                 -- 1: only the user can settle it
    cancel_wished  INTEGER NOT NULL DEFAULT 0,
    comment_wished TEXT,
    UNIQUE (job, number)
) STRICT;
CREATE INDEX recipient_state ON recipient (state, not_before);
CREATE INDEX recipient_fax ON recipient (fax_id) WHERE fax_id IS NOT NULL;
CREATE INDEX recipient_outbox ON recipient (outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX recipient_changed ON recipient (changed_at);

CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    recipient   INTEGER NOT NULL REFERENCES recipient (id),
    at          INTEGER NOT NULL,
    event       TEXT NOT NULL,
    state       TEXT NOT NULL,
    text        TEXT NOT NULL
) STRICT;
CREATE INDEX event_recipient ON event (recipient, id);
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the timeline only grows'); END;

CREATE TABLE outbox_fax (
    id          TEXT PRIMARY KEY,
    status      TEXT NOT NULL,
    recipients  TEXT NOT NULL,                              -- JSON list, as the service spells them
    sender      TEXT NOT NULL,
    comment     TEXT NOT NULL,
    pages       INTEGER NOT NULL,
    send_at     INTEGER,
    submitted_at INTEGER
) STRICT;

CREATE TABLE fax (
    row         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    at          INTEGER NOT NULL,                           -- what the list is sorted by: started, else submitted
    status      TEXT NOT NULL,
    number      TEXT NOT NULL,
    digits      TEXT NOT NULL,                              -- of number, for searching and comparing
    sender      TEXT NOT NULL,
    description TEXT NOT NULL,
    comment     TEXT NOT NULL,
    pages       INTEGER NOT NULL,
    cost        REAL NOT NULL,
    duration    INTEGER NOT NULL,
    submitted_at INTEGER,
    started_at  INTEGER,
    updated_at  INTEGER
) STRICT;
CREATE INDEX fax_at ON fax (at);

CREATE TABLE number (
    position    INTEGER PRIMARY KEY,
    number      TEXT NOT NULL,
    status      TEXT NOT NULL,
    cancelled   INTEGER NOT NULL
) STRICT;

CREATE TABLE fact (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_SECOND = """
ALTER TABLE recipient ADD COLUMN comment TEXT;              -- where it differs from that of the submission
ALTER TABLE recipient ADD COLUMN missing_since INTEGER;     -- in neither list of the service since then
CREATE INDEX recipient_number ON recipient (number);
"""

_THIRD = """
-- NULL: not yet; '': the user said so; else the job that sends it again. Only of failed, partial and rejected faxes.
ALTER TABLE recipient ADD COLUMN dealt_with TEXT;
CREATE INDEX recipient_needs ON recipient (changed_at)
    WHERE dealt_with IS NULL AND state IN ('failed', 'partial', 'rejected');
"""

_FOURTH = """
ALTER TABLE submission ADD COLUMN held_until INTEGER;       -- not handed over before: the user may take it back
CREATE INDEX submission_held ON submission (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX recipient_sent_again ON recipient (dealt_with) WHERE dealt_with IS NOT NULL;
"""

_FIFTH = """
ALTER TABLE attempt ADD COLUMN posted_there INTEGER;        -- posted_at by the service's clock
ALTER TABLE attempt ADD COLUMN denied_at INTEGER;           -- when the service last answered it with a no
UPDATE attempt SET posted_there = posted_at;

-- The tries of a recipient that did not get through and were followed by another one.
CREATE TABLE earlier_try (
    recipient   INTEGER NOT NULL REFERENCES recipient (id),
    position    INTEGER NOT NULL,
    mark        TEXT REFERENCES attempt (mark),
    outbox_id   TEXT,
    fax_id      TEXT,
    status      TEXT NOT NULL,                              -- the service's raw word
    ended_at    INTEGER NOT NULL,
    PRIMARY KEY (recipient, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX earlier_try_fax ON earlier_try (fax_id) WHERE fax_id IS NOT NULL;
CREATE INDEX earlier_try_outbox ON earlier_try (outbox_id) WHERE outbox_id IS NOT NULL;

ALTER TABLE fax DROP COLUMN digits;
"""

_SIXTH = """
ALTER TABLE recipient ADD COLUMN remedy TEXT NOT NULL DEFAULT '';   -- of a rejected fax: what has to become another
UPDATE recipient SET remedy = CASE
    WHEN status LIKE '%from%' OR status LIKE '%sender%' THEN 'anything'
    WHEN status LIKE '%number%' OR status LIKE '%destination' OR status LIKE '%recipient'
        OR status LIKE '%phone%' THEN 'number'
    WHEN status LIKE '%file%' OR status LIKE '%document%' OR status LIKE '%mimetype%' OR status LIKE '%pdf%'
        OR status LIKE '%size%' OR status LIKE '%large%' THEN 'documents'
    WHEN status <> '' THEN 'anything'
    -- Without a code only the service's own sentence tells, which follows ours.
    WHEN reason NOT LIKE '%Fax.Plus says: %' THEN 'anything'
    WHEN reason LIKE '%Fax.Plus says:% from %' OR reason LIKE '%Fax.Plus says:% sender%' THEN 'anything'
    WHEN reason LIKE '%Fax.Plus says:%number%' OR reason LIKE '%Fax.Plus says:%destination%'
        OR reason LIKE '%Fax.Plus says:%recipient%' OR reason LIKE '%Fax.Plus says: to[%' THEN 'number'
    WHEN reason LIKE '%Fax.Plus says:%file%' OR reason LIKE '%Fax.Plus says:%document%'
        OR reason LIKE '%Fax.Plus says:%pdf%' THEN 'documents'
    ELSE 'anything' END
WHERE state = 'rejected';
ALTER TABLE recipient RENAME COLUMN cancel_wished TO cancel_requested;
ALTER TABLE recipient RENAME COLUMN comment_wished TO comment_requested;
ALTER TABLE earlier_try RENAME TO earlier_attempt;
"""

_SEVENTH = """
ALTER TABLE recipient ADD COLUMN user_comment TEXT;         -- what the user last asked for, whatever became of it
UPDATE recipient SET user_comment = comment_requested;
ALTER TABLE attempt RENAME COLUMN mark TO id;                -- travels as the tag faxdesk:<id>
ALTER TABLE upload RENAME COLUMN mark TO attempt;
ALTER TABLE earlier_attempt RENAME COLUMN mark TO attempt;
"""

_EIGHTH = """
ALTER TABLE number ADD COLUMN expires_at INTEGER;

-- What is fetched of a fax that has ended before anybody asks for it: the service may keep it for some days only.
CREATE TABLE copy (
    key         TEXT PRIMARY KEY,                           -- the id by which the service is asked
    ended_at    INTEGER NOT NULL,
    not_before  INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    pages       TEXT NOT NULL DEFAULT 'wanted',             -- then 'kept', or 'none' where the service has none
    report      TEXT NOT NULL DEFAULT 'wanted'
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_wanted ON copy (not_before) WHERE pages = 'wanted' OR report = 'wanted';
"""

_NINTH = """
ALTER TABLE document ADD COLUMN parts TEXT NOT NULL DEFAULT '';     -- JSON: names of what it was put together of
"""

_TENTH = """
-- Of a fax of unknown fate: since when the service has shown no trace of it, by our clock and by the service's; when it
-- is therefore sent again; 1 where the user wants to be asked instead.
ALTER TABLE recipient ADD COLUMN unseen_since INTEGER;
ALTER TABLE recipient ADD COLUMN unseen_since_there INTEGER;
ALTER TABLE recipient ADD COLUMN resend_at INTEGER;
ALTER TABLE recipient ADD COLUMN resend_declined INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN accepted_at INTEGER;         -- when the service said yes to its request
ALTER TABLE earlier_attempt ADD COLUMN unseen_ms INTEGER;   -- how long there was no trace, where sent again by itself
ALTER TABLE earlier_attempt ADD COLUMN turned_up_at INTEGER;    -- when it showed up at the service after all
-- NULL: not yet; else when the user was told of that, and dismissed it.
ALTER TABLE earlier_attempt ADD COLUMN dismissed_at INTEGER;
CREATE INDEX earlier_attempt_turned_up ON earlier_attempt (recipient) WHERE turned_up_at IS NOT NULL;
CREATE INDEX earlier_attempt_lost ON earlier_attempt (ended_at) WHERE outbox_id IS NULL AND fax_id IS NULL;
"""

_ELEVENTH = """
ALTER TABLE copy ADD COLUMN account TEXT;                   -- uid of the one that the fax was sent from, where known
UPDATE copy SET account = (
    SELECT s.account FROM submission s JOIN recipient r USING (job) WHERE r.fax_id = copy.key OR r.outbox_id = copy.key
    UNION ALL
    SELECT s.account FROM submission s JOIN recipient r USING (job) JOIN earlier_attempt e ON e.recipient = r.id
        WHERE e.fax_id = copy.key OR e.outbox_id = copy.key
);
-- Of one that turned up while it waited at the service: how far its cancellation is, and when it is gone on with.
ALTER TABLE earlier_attempt ADD COLUMN cancel TEXT NOT NULL DEFAULT '';
ALTER TABLE earlier_attempt ADD COLUMN cancel_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX earlier_attempt_cancel ON earlier_attempt (cancel_at) WHERE cancel IN ('wanted', 'agreed', 'missing');
"""

_TWELFTH = """
-- A list that is sent row by row. `digest` is that of its file, `request` what is the same for all rows (JSON).
CREATE TABLE batch (
    id          TEXT PRIMARY KEY,
    created_at  INTEGER NOT NULL,
    resumed_at  INTEGER NOT NULL,                           -- what has failed before is not weighed any more
    name        TEXT NOT NULL,
    source      TEXT NOT NULL,                              -- its path
    sheet       TEXT NOT NULL,
    digest      TEXT NOT NULL,
    titles      TEXT NOT NULL,                              -- JSON list, of its columns
    request     TEXT NOT NULL,
    documents   TEXT NOT NULL,                              -- JSON list, of those that all rows get
    region      TEXT NOT NULL,                              -- country of numbers without a country code
    state       TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX batch_state ON batch (state);

CREATE TABLE batch_row (
    batch       TEXT NOT NULL REFERENCES batch (id),
    position    INTEGER NOT NULL,
    line        INTEGER NOT NULL,                           -- its number in the list
    key         TEXT NOT NULL,                              -- of the fax that it asks for
    place       TEXT NOT NULL,                              -- of its number and documents
    state       TEXT NOT NULL,
    number      TEXT NOT NULL,
    send_at     INTEGER,
    content     TEXT NOT NULL,                              -- JSON: its texts, files, errors
    documents   TEXT,                                       -- JSON list; NULL: those of the batch
    error       TEXT NOT NULL DEFAULT '',
    recipient   INTEGER REFERENCES recipient (id),          -- its fax, or the one that was sent in the place of that
    sender      TEXT,                                       -- the number it goes out from, as far as is known
    submitted_at INTEGER,
    PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
-- Whatever else goes wrong, no list asks for the same fax twice.
CREATE UNIQUE INDEX batch_row_key ON batch_row (batch, key) WHERE state IN ('waiting', 'submitted');
CREATE INDEX batch_row_waiting ON batch_row (batch, position) WHERE state = 'waiting';
-- All that is counted, without the texts of the rows.
CREATE INDEX batch_row_counted ON batch_row (batch, state, recipient, send_at, submitted_at);
CREATE INDEX batch_row_sender ON batch_row (sender, submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX batch_row_recipient ON batch_row (recipient) WHERE recipient IS NOT NULL;
"""

_THIRTEENTH = """
-- Faxes that are to be looked at before they are sent, with their documents in the spool.
CREATE TABLE draft (
    id          INTEGER PRIMARY KEY,
    created_at  INTEGER NOT NULL,
    origin      TEXT NOT NULL,                              -- where it comes from, in words
    reason      TEXT NOT NULL,                              -- why somebody has to look at it
    sender      TEXT,
    recipients  TEXT NOT NULL,                              -- JSON list of numbers
    comment     TEXT NOT NULL,
    send_at     INTEGER,
    options     TEXT NOT NULL,                              -- JSON
    cover_page  TEXT,                                       -- JSON
    state       TEXT NOT NULL DEFAULT 'open',               -- then 'sent' or 'discarded'
    jobs        TEXT NOT NULL DEFAULT '[]'                  -- JSON list: what it was sent as
) STRICT;
CREATE INDEX draft_open ON draft (id) WHERE state = 'open';

CREATE TABLE draft_document (
    draft       INTEGER NOT NULL REFERENCES draft (id),
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    pages       INTEGER NOT NULL,
    PRIMARY KEY (draft, position)
) STRICT, WITHOUT ROWID;

-- Paths are bytes, as the operating system has them.
CREATE TABLE watched_folder (
    path        BLOB PRIMARY KEY,
    added_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_file (
    id          INTEGER PRIMARY KEY,
    folder      BLOB NOT NULL,
    name        BLOB NOT NULL,                              -- in the folder, before it was taken
    sidecar     BLOB,                                       -- the same of the file beside it
    place       BLOB NOT NULL,                              -- where it is now, in the folder
    target      BLOB,                                       -- where it is being moved to
    size        INTEGER NOT NULL,
    modified    INTEGER NOT NULL,                           -- nanoseconds, by the clock of its file system
    sha256      TEXT,                                       -- of its content
    state       TEXT NOT NULL,                              -- 'claimed', 'kept', 'drafted', 'refused', 'ended'
    jobs        TEXT NOT NULL DEFAULT '[]',                 -- JSON list
    draft       INTEGER REFERENCES draft (id),
    reason      TEXT NOT NULL DEFAULT '',
    claimed_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;
CREATE INDEX watched_file_open ON watched_file (folder) WHERE state <> 'ended';
CREATE INDEX watched_file_content ON watched_file (sha256);
"""

_FOURTEENTH = """
-- Contacts. The keys are their texts as these are compared: in small letters, without accents and signs.
CREATE TABLE contact (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    company     TEXT NOT NULL,
    note        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    company_key TEXT NOT NULL,
    place       TEXT NOT NULL,                              -- what lists are sorted by
    uid         TEXT NOT NULL,                              -- what other address books call it
    changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_name ON contact (name_key, company_key);
CREATE INDEX contact_company ON contact (company_key);
CREATE INDEX contact_place ON contact (place);
CREATE INDEX contact_uid ON contact (uid) WHERE uid <> '';

CREATE TABLE contact_number (
    contact     INTEGER NOT NULL REFERENCES contact (id),
    position    INTEGER NOT NULL,
    number      TEXT NOT NULL,
    PRIMARY KEY (contact, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_number_number ON contact_number (number);

-- What a contact is found by: words and numbers, of which people type the beginning.
CREATE TABLE contact_word (
    word        TEXT NOT NULL,
    contact     INTEGER NOT NULL REFERENCES contact (id),
    PRIMARY KEY (word, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_word_contact ON contact_word (contact, word);

-- Numbers that contacts had before.
CREATE TABLE number_change (
    id          INTEGER PRIMARY KEY,
    contact     INTEGER NOT NULL REFERENCES contact (id),
    old         TEXT NOT NULL,
    new         TEXT NOT NULL,                              -- '': nothing came in its place
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX number_change_contact ON number_change (contact);
CREATE INDEX number_change_old ON number_change (old);

CREATE TABLE contact_group (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,
    key         TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE group_member (
    contact_group INTEGER NOT NULL REFERENCES contact_group (id),
    contact     INTEGER NOT NULL REFERENCES contact (id),
    PRIMARY KEY (contact_group, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_contact ON group_member (contact);

-- What became of the last faxes to a number.
DROP INDEX recipient_number;
CREATE INDEX recipient_number ON recipient (number, changed_at);
CREATE INDEX fax_number ON fax (number, at);
"""

_FIFTEENTH = """
-- The inbox of the service, and what the user has asked for of a fax that the service has not been told yet.
CREATE TABLE received_fax (
    row         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    account     TEXT NOT NULL,                              -- uid of the one whose inbox it came to
    at          INTEGER NOT NULL,
    status      TEXT NOT NULL,                              -- the service's raw word
    description TEXT NOT NULL,
    sender      TEXT NOT NULL,
    number      TEXT NOT NULL,                              -- the account's own
    comment     TEXT NOT NULL,
    pages       INTEGER NOT NULL,
    duration    INTEGER NOT NULL,
    read        INTEGER NOT NULL,
    read_requested INTEGER,                                 -- NULL: nothing
    comment_requested TEXT,                                 -- NULL: nothing
    delete_at   INTEGER,                                    -- NULL: it stays; else when it is deleted at the service
    not_before  INTEGER NOT NULL DEFAULT 0,
    trouble     TEXT NOT NULL DEFAULT ''                    -- why the service did not do what was asked for
) STRICT;
CREATE INDEX received_fax_at ON received_fax (at);
CREATE INDEX received_fax_unread ON received_fax (at) WHERE coalesce(read_requested, read) = 0 AND delete_at IS NULL;
CREATE INDEX received_fax_requested ON received_fax (not_before)
    WHERE read_requested IS NOT NULL OR comment_requested IS NOT NULL OR delete_at IS NOT NULL;

-- What a fax has cost, NULL where the service has not said.
ALTER TABLE fax ADD COLUMN cost_told REAL;
UPDATE fax SET cost_told = cost;
ALTER TABLE fax DROP COLUMN cost;
ALTER TABLE fax RENAME COLUMN cost_told TO cost;
"""

_SIXTEENTH = """
ALTER TABLE event ADD COLUMN link TEXT;                     -- SHA-256 in the chain of the timeline; NULL: before that

-- The proofs that were made here, by the SHA-256 of their files: no other computer can know that.
CREATE TABLE proof (
    sha256      TEXT PRIMARY KEY,
    made_at     INTEGER NOT NULL,
    subject     TEXT NOT NULL                               -- the id that it was asked for by
) STRICT, WITHOUT ROWID;

-- Faxes whose proofs are put beside their documents. `filed` is the result that has been proved so last.
CREATE TABLE proof_request (
    recipient   INTEGER PRIMARY KEY REFERENCES recipient (id),
    folder      BLOB NOT NULL,                              -- its path, as the operating system has it
    filed       TEXT NOT NULL DEFAULT '',                   -- a state; 'given up' where it could not be put there
    not_before  INTEGER NOT NULL DEFAULT 0,
    tries       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX proof_request_open ON proof_request (recipient) WHERE filed = '';
"""

_SEVENTEENTH = """
-- Faxes that somebody began to write: they come from nowhere else (origin is empty), and are found under Drafts.
ALTER TABLE draft ADD COLUMN changed_at INTEGER;            -- NULL: as it was made
ALTER TABLE draft ADD COLUMN written TEXT;                  -- JSON: what the fields of the dialog said
CREATE INDEX draft_newest ON draft (coalesce(changed_at, created_at)) WHERE state = 'open';

-- Faxes that go out one after another: a submission waits until each of these recipients has come to its end.
CREATE TABLE turn (
    job         TEXT NOT NULL REFERENCES submission (job),
    recipient   INTEGER NOT NULL REFERENCES recipient (id),
    PRIMARY KEY (job, recipient)
) STRICT, WITHOUT ROWID;
"""

_EIGHTEENTH = """
CREATE INDEX document_content ON document (sha256);

-- Faxes that the user has had deleted at the service.
CREATE TABLE fax_deletion (
    fax_id      TEXT PRIMARY KEY,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_OF_JOB = "SELECT id * 8 + 1 FROM recipient WHERE job = {row}.job"
_NINETEENTH = f"""
-- What the lists show and the search index (`store.search_index`) does not know yet, in the order in which it became
-- another. The lowest three bits of `line` say of which table (1 recipient, 2 fax, 3 outbox_fax, 4 received_fax), the
-- others which row.
CREATE TABLE search_change (
    id          INTEGER PRIMARY KEY,
    line        INTEGER NOT NULL
) STRICT;
CREATE TRIGGER search_recipient_new AFTER INSERT ON recipient BEGIN
    INSERT INTO search_change (line) VALUES (NEW.id * 8 + 1);
END;
CREATE TRIGGER search_recipient_gone AFTER DELETE ON recipient BEGIN
    INSERT INTO search_change (line) VALUES (OLD.id * 8 + 1);
    INSERT INTO search_change (line) SELECT row * 8 + 2 FROM fax WHERE id = OLD.fax_id;
    INSERT INTO search_change (line) SELECT rowid * 8 + 3 FROM outbox_fax WHERE id = OLD.outbox_id;
END;
CREATE TRIGGER search_recipient AFTER UPDATE OF
    number, state, status, reason, changed_at, comment, comment_requested ON recipient BEGIN
    INSERT INTO search_change (line) VALUES (NEW.id * 8 + 1);
END;
CREATE TRIGGER search_recipient_id AFTER UPDATE OF outbox_id, fax_id ON recipient BEGIN
    INSERT INTO search_change (line) VALUES (NEW.id * 8 + 1);
    INSERT INTO search_change (line) SELECT row * 8 + 2 FROM fax WHERE id IN (OLD.fax_id, NEW.fax_id);
    INSERT INTO search_change (line)
        SELECT rowid * 8 + 3 FROM outbox_fax WHERE id IN (OLD.outbox_id, NEW.outbox_id);
END;
CREATE TRIGGER search_submission AFTER UPDATE OF comment, sender, send_at, account, cover_page ON submission BEGIN
    INSERT INTO search_change (line) {_OF_JOB.format(row="NEW")};
    INSERT INTO search_change (line) SELECT f.row * 8 + 2 FROM fax f JOIN recipient r ON r.fax_id = f.id
        WHERE r.job = NEW.job;
END;
CREATE TRIGGER search_document_gone AFTER DELETE ON document BEGIN
    INSERT INTO search_change (line) {_OF_JOB.format(row="OLD")};
    INSERT INTO search_change (line) SELECT f.row * 8 + 2 FROM fax f JOIN recipient r ON r.fax_id = f.id
        WHERE r.job = OLD.job;
END;
CREATE TRIGGER search_fax_new AFTER INSERT ON fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.row * 8 + 2);
    INSERT INTO search_change (line) SELECT id * 8 + 1 FROM recipient WHERE fax_id = NEW.id;
END;
CREATE TRIGGER search_fax_gone AFTER DELETE ON fax BEGIN
    INSERT INTO search_change (line) VALUES (OLD.row * 8 + 2);
    INSERT INTO search_change (line) SELECT id * 8 + 1 FROM recipient WHERE fax_id = OLD.id;
END;
CREATE TRIGGER search_fax AFTER UPDATE OF at, status, number, sender, description, comment ON fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.row * 8 + 2);
END;
CREATE TRIGGER search_copy AFTER UPDATE OF pages ON copy WHEN NEW.pages = 'kept' BEGIN
    INSERT INTO search_change (line) SELECT row * 8 + 2 FROM fax WHERE id = NEW.key;
    INSERT INTO search_change (line) SELECT row * 8 + 4 FROM received_fax WHERE id = NEW.key;
END;
CREATE TRIGGER search_received_new AFTER INSERT ON received_fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.row * 8 + 4);
END;
CREATE TRIGGER search_received_gone AFTER DELETE ON received_fax BEGIN
    INSERT INTO search_change (line) VALUES (OLD.row * 8 + 4);
END;
CREATE TRIGGER search_received AFTER UPDATE OF
    account, at, status, sender, number, comment, comment_requested, delete_at ON received_fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.row * 8 + 4);
END;
CREATE TRIGGER search_outbox_new AFTER INSERT ON outbox_fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.rowid * 8 + 3);
END;
CREATE TRIGGER search_outbox_gone AFTER DELETE ON outbox_fax BEGIN
    INSERT INTO search_change (line) VALUES (OLD.rowid * 8 + 3);
END;
CREATE TRIGGER search_outbox AFTER UPDATE ON outbox_fax BEGIN
    INSERT INTO search_change (line) VALUES (NEW.rowid * 8 + 3);
END;
"""

_TWENTIETH = """
-- The proof of a batch, which is put beside its list. `proof_open` is 1 where its results have to be proved, also where
-- one of them has changed since that was done. What is said of it is for its user.
ALTER TABLE batch ADD COLUMN proof_folder BLOB;             -- as the operating system has it; NULL: none is wanted
ALTER TABLE batch ADD COLUMN proof_open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN proof_not_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN proof_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN proof_said TEXT NOT NULL DEFAULT '';
CREATE INDEX batch_proof ON batch (id) WHERE proof_open = 1;

-- The accounts that faxes belong to, by their names as far as these are known.
INSERT OR IGNORE INTO fact SELECT 'account.title.' || value, (SELECT value FROM fact WHERE name = 'account.title')
    FROM fact WHERE name = 'account.uid' AND value <> '' AND EXISTS (SELECT 1 FROM fact WHERE name = 'account.title');
INSERT OR IGNORE INTO fact SELECT DISTINCT 'account.title.' || account, '' FROM submission WHERE account <> '';
INSERT OR IGNORE INTO fact SELECT DISTINCT 'account.title.' || account, '' FROM received_fax WHERE account <> '';
"""

_TWENTY_FIRST = """
-- Faxes of which nothing is to be known here any more, by the ids of the service, so that they do not come back with
-- its lists, and are taken for no other fax.
CREATE TABLE forgotten_fax (
    id          TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TRIGGER fax_forgotten BEFORE INSERT ON fax WHEN EXISTS (SELECT 1 FROM forgotten_fax f WHERE f.id = NEW.id) BEGIN
    SELECT RAISE(IGNORE);
END;
CREATE TRIGGER received_fax_forgotten BEFORE INSERT ON received_fax
    WHEN EXISTS (SELECT 1 FROM forgotten_fax f WHERE f.id = NEW.id) BEGIN
    SELECT RAISE(IGNORE);
END;

-- What is still to be removed outside of the database: 'file', a path in the data folder; 'line', one of the search
-- index; and 'recipient', whose timeline is being removed, which nothing else may do.
CREATE TABLE erasure (
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
DROP TRIGGER event_kept;
CREATE TRIGGER event_kept BEFORE DELETE ON event
    WHEN NOT EXISTS (SELECT 1 FROM erasure e WHERE e.kind = 'recipient' AND e.name = CAST(OLD.recipient AS TEXT)) BEGIN
    SELECT RAISE(ABORT, 'the timeline only grows');
END;
"""

_TWENTY_SECOND = """
-- What the list of sent faxes is sorted by: its first page is to be there at once.
CREATE INDEX fax_status ON fax (status, at);
CREATE INDEX fax_comment ON fax (comment, at);
CREATE INDEX fax_pages ON fax (pages, at);
CREATE INDEX fax_sender ON fax (sender, at);
CREATE INDEX fax_cost ON fax (cost, at);
CREATE INDEX fax_plain_number ON fax ('+' || replace(replace(replace(number, ' ', ''), '-', ''), '+', ''), at);
CREATE INDEX contact_shown ON contact (coalesce(nullif(name, ''), company) COLLATE NOCASE);
CREATE INDEX document_name ON document (name COLLATE NOCASE);

-- Whether the archive has a record of it, so that the lists need not look there for each fax that was ever sent.
ALTER TABLE recipient ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
UPDATE recipient SET archived = 1 WHERE fax_id IN (SELECT id FROM fax);
CREATE INDEX recipient_unarchived ON recipient (changed_at) WHERE archived = 0;
CREATE TRIGGER archived_fax_new AFTER INSERT ON fax BEGIN
    UPDATE recipient SET archived = 1 WHERE fax_id = NEW.id;
END;
CREATE TRIGGER archived_fax_gone AFTER DELETE ON fax BEGIN
    UPDATE recipient SET archived = 0 WHERE fax_id = OLD.id;
END;
CREATE TRIGGER archived_recipient AFTER UPDATE OF fax_id ON recipient WHEN NEW.fax_id IS NOT OLD.fax_id BEGIN
    UPDATE recipient SET archived = EXISTS (SELECT 1 FROM fax WHERE id = NEW.fax_id) WHERE id = NEW.id;
END;
"""

MIGRATIONS: tuple[str, ...] = (
    *(_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH, _EIGHTH, _NINTH, _TENTH),
    *(_ELEVENTH, _TWELFTH, _THIRTEENTH, _FOURTEENTH, _FIFTEENTH, _SIXTEENTH, _SEVENTEENTH, _EIGHTEENTH, _NINETEENTH),
    *(_TWENTIETH, _TWENTY_FIRST, _TWENTY_SECOND),
)
"""One script per version: the script at index n brings a database from version n to n + 1."""
