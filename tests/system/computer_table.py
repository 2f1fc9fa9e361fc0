"""The table of computers: in what condition one is, what a command shows there, and what is kept.

Each row is played by `test_computer.py`, by a real command on real files, drives and connections. In every data folder
a fax waits already, which must arrive once in the end, whatever happens. The rows of the window are in
`test_computer_window.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.system import conditions as c


class Kept(Enum):
    """What there is when the command has ended."""

    ARRIVES = "the fax has arrived, once"
    WAITS = "the fax is kept, and arrives once when the condition is over"
    NOTHING = "the fax was refused; nothing of it is left"


@dataclass(frozen=True)
class Row:
    """One condition. `seen` are words of the messages; the result is that of the exit code (DESIGN section 6)."""

    kind: str
    what: str
    condition: c.Condition
    code: int
    seen: str
    kept: Kept

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


ARRIVES, WAITS, NOTHING = Kept
DEEP = "a folder in a folder/" * 12

LOCALES = [
    Row("locale", "C, without UTF-8", c.variables(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"), 0, "", ARRIVES),
    Row("locale", "POSIX, an output of ASCII", c.variables(LC_ALL="POSIX", PYTHONIOENCODING="ascii"), 0, "", ARRIVES),
    Row("locale", "one that is not installed", c.variables(LC_ALL="xx_YY.UTF-8", LANG="xx_YY"), 0, "", ARRIVES),
    Row("locale", "none at all", c.variables(LC_ALL=None, LANG=None, LC_CTYPE=None), 0, "", ARRIVES),
    Row("locale", "C, and a document with umlauts",
        c.also(c.variables(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"), c.document_named("Größe für Ä.pdf")),
        0, "", ARRIVES),
]  # fmt: skip

ZONES = [
    Row("zone", "Kathmandu, 5:45 ahead", c.at_half_past_nine_in("Asia/Kathmandu"), 0, "", ARRIVES),
    Row("zone", "Kiritimati, a day ahead", c.at_half_past_nine_in("Pacific/Kiritimati"), 0, "", ARRIVES),
    Row("zone", "one that does not exist", c.variables(TZ="Nowhere/Invalid"), 0, "", ARRIVES),
    Row("zone", "one of POSIX", c.variables(TZ="XYZ-3:17"), 0, "", ARRIVES),
    Row("zone", "a file that is not there", c.variables(TZ=":/nowhere/zone"), 0, "", ARRIVES),
    Row("zone", "an empty one", c.variables(TZ=""), 0, "", ARRIVES),
]  # fmt: skip

PATHS = [
    Row("path", "data folder with spaces and umlauts", c.data_in("Meine Daten für Größe"), 0, "", ARRIVES),
    Row("path", "data folder with other bytes than UTF-8", c.data_in(b"daten-\xff\xfe"), 0, "", ARRIVES),
    Row("path", "data folder with a newline", c.data_in("two\nlines"), 0, "", ARRIVES),
    Row("path", "data folder with a percent and a question mark", c.data_in("50%20?mode=ro#x"), 0, "", ARRIVES),
    Row("path", "data folder far down", c.data_in(DEEP), 0, "", ARRIVES),
    Row("path", "data folder further down than SQLite goes", c.variables(FAXDESK_DATA_DIR="{}/" + DEEP * 4), 6,
        "path of the data folder is too long", NOTHING),
    Row("path", "data folder with a name that is too long", c.variables(FAXDESK_DATA_DIR="{}/" + "x" * 300), 6,
        "path of the data folder is too long", NOTHING),
    Row("path", "a file in place of the data folder", c.data_folder_is_a_file, 6, "is a file", NOTHING),
    Row("path", "~ in FAXDESK_DATA_DIR", c.tilde_in_data_dir, 0, "", ARRIVES),
    Row("path", "~ of nobody", c.variables(FAXDESK_DATA_DIR="~nobody-is-called-so/x"), 3, "whose home folder", NOTHING),
    Row("path", "relative names", c.relative_names, 0, "", ARRIVES),
    Row("path", "the present folder is gone", c.present_folder_is_gone, 0, "", ARRIVES),
    Row("path", "document with spaces and umlauts", c.document_named("Müller & Söhne, Größe.pdf"), 0, "", ARRIVES),
    Row("path", "document with other bytes than UTF-8", c.document_named(b"brief-\xe4\xff.pdf"), 0, "", ARRIVES),
    Row("path", "document with a newline", c.document_named("two\nlines.pdf"), 0, "", ARRIVES),
    Row("path", "document with the longest name", c.document_named("x" * 251 + ".pdf"), 0, "", ARRIVES),
    Row("path", "document far down", c.document_named(DEEP + "letter.pdf"), 0, "", ARRIVES),
]  # fmt: skip

TEMPORARY = [
    Row("TMPDIR", "missing", c.variables(TMPDIR="{}/gone", TEMP="{}/gone", TMP="{}/gone"), 0, "", ARRIVES),
    Row("TMPDIR", "not writable", c.temporary_folder_is_not_writable, 0, "", ARRIVES),
    Row("TMPDIR", "a file", c.temporary_folder_is_a_file, 0, "", ARRIVES),
    Row("TMPDIR", "very long", c.variables(TMPDIR="{}/" + "x" * 3000), 0, "", ARRIVES),
    Row("TMPDIR", "on a full disk", c.full_temporary_disk, 0, "", ARRIVES),
]

DISKS = [
    Row("disk", "full", c.full_disk(), 6, "disk is full", NOTHING),
    Row("disk", "room for a page of the database", c.full_disk(4096), 6, "disk is full", NOTHING),
    Row("disk", "room for half a document", c.full_disk(48 * 1024), 6, "disk", NOTHING),
    Row("disk", "read-only", c.read_only_disk, 6, "cannot write to", NOTHING),
    Row("disk", "document on a read-only one", c.document_on_read_only_disk, 0, "", ARRIVES),
    Row("network drive", "new, no locks (ENOLCK)", c.no_locks(c.NO_LOCKS, fresh=True), 6, "cannot lock files", NOTHING),
    Row("network drive", "new, no locks (EOPNOTSUPP)", c.no_locks(c.UNSUPPORTED, fresh=True), 6, "cannot lock files",
        NOTHING),
    Row("network drive", "in use, locks are gone (EOPNOTSUPP)", c.no_locks(c.UNSUPPORTED), 6, "cannot lock files",
        NOTHING),
]  # fmt: skip

FILES = [
    Row("database", "a state that nobody knows", c.record_says("recipient.state", "teleported"), 0, "", ARRIVES),
    Row("database", "a time beyond the calendar", c.record_says("submission.created_at", 2**62), 0, "", ARRIVES),
    Row("database", "options that are none", c.record_says("submission.options", "{"), 0, "", ARRIVES),
    Row("database", "no database", c.database_is_none, 6, "is damaged", NOTHING),
    Row("database", "one of a newer FaxDesk", c.database_of_tomorrow, 6, "newer FaxDesk", NOTHING),
    Row("settings", "none", c.settings_say(b"\xff\xfe{"), 0, "set aside", ARRIVES),
    Row("settings", "nested too deep", c.settings_say(b"[" * 100_000), 0, "set aside", ARRIVES),
    Row("settings", "of other types", c.settings_say(b'{"account": 1, "proxy": [], "region": null}'), 0, "", ARRIVES),
    Row("settings", "an address that is none", c.settings_say(b'{"api_url": "ftp://x", "proxy": "x"}'), 3, "Proxy",
        NOTHING),
]  # fmt: skip

USERS = [
    Row("two users", "data folder of the other", c.folder_of_another_user, 6, "cannot write to", NOTHING),
    Row("two users", "data folder to look at only", c.folder_that_others_own, 6, "cannot write to", NOTHING),
    Row("two users", "database of the other", c.database_of_another_user, 6, "cannot write to", NOTHING),
    Row("two users", "document of the other", c.document_of_another_user, 3, "private.pdf", NOTHING),
    Row("two users", "data folder for everybody", c.folder_for_everybody, 0, "Other users", ARRIVES),
    Row("root", "as root", c.as_root, 0, "", ARRIVES),
    Row("root", "no HOME, as services have none", c.variables(HOME=None), 0, "", ARRIVES),
    Row("root", "a HOME that is not there", c.variables(HOME="/nowhere/at/all"), 0, "", ARRIVES),
    Row("root", "a HOME that is not writable", c.home_is_not_writable, 0, "", ARRIVES),
]

PROXIES = [
    Row("proxy", "http, works", c.working_proxy, 0, "", ARRIVES),
    Row("proxy", "https, works", c.encrypted_proxy, 0, "", ARRIVES),
    Row("proxy", "http, nobody there", c.proxy("http://127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "https, nobody there", c.proxy("https://127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "without a scheme", c.proxy("127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "socks4", c.proxy("socks4://127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "socks5", c.proxy("socks5://127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "socks5h in ALL_PROXY", c.proxy("socks5h://127.0.0.1:{port}", "ALL_PROXY", "all_proxy"), 5, "proxy",
        WAITS),
    Row("proxy", "ftp", c.proxy("ftp://127.0.0.1:{port}"), 5, "proxy", WAITS),
    Row("proxy", "a file", c.proxy("file:///etc/proxy.pac"), 5, "proxy", WAITS),
    Row("proxy", "with a password, nobody there", c.proxy(f"http://max:{c.SECRET}@127.0.0.1:{{port}}"), 5, "proxy",
        WAITS),
    Row("proxy", "half an address of IPv6", c.proxy("http://[::1"), 5, "proxy", WAITS),
    Row("proxy", "a port that is none", c.proxy("http://127.0.0.1:99999"), 5, "proxy", WAITS),
    Row("proxy", "no port of digits", c.proxy("http://127.0.0.1:port"), 5, "proxy", WAITS),
    Row("proxy", "only colons", c.proxy("::::"), 5, "proxy", WAITS),
    Row("proxy", "only a scheme", c.proxy("http://"), 5, "proxy", WAITS),
    Row("proxy", "of the system, for a service on this computer",
        c.variables(HTTP_PROXY="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9", ALL_PROXY="socks5://127.0.0.1:9"),
        0, "", ARRIVES),
]  # fmt: skip

NETWORK = [
    Row("network", "none", c.no_network, 5, "refused the connection", WAITS),
    Row("network", "IPv6 is dead", c.dead_first_address, 0, "", ARRIVES),
    Row("network", "early hints before each answer", c.early_hints, 0, "", ARRIVES),
    Row("network", "a name server that does not answer", c.slow_names, 5, "could not be found", WAITS),
]

CLOCKS = [
    Row("clock", "eight months since the last start", c.clock_of_another_boot, 0, "", ARRIVES),
]

TABLE = [*LOCALES, *ZONES, *PATHS, *TEMPORARY, *DISKS, *FILES, *USERS, *PROXIES, *NETWORK, *CLOCKS]
