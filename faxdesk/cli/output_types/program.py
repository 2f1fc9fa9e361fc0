"""What is printed of the program itself."""

from typing import Annotated, Any, TypedDict

from faxdesk.cli.output_types.values import SchemaRule, one_of


class MessageJson(TypedDict):
    """One line of standard error."""

    level: Annotated[str, "`error` where the command ends for it, else `warning`.", one_of(("error", "warning"))]
    text: Annotated[str, "What happened and what to do, for people: the words that are printed without `--json`."]
    advice: Annotated[str | None, "What to do about it, where that is a sentence of its own."]
    subject: Annotated[str | None, "The file, option or field that it is about."]
    code: Annotated[str | None, "What it is, for programs, where they can do something about it."]
    exit_code: Annotated[int | None, "The exit code of the command; null in a warning."]


class PracticeNumberJson(TypedDict):
    """A number that always ends in the same way."""

    number: Annotated[str, "The number to send to."]
    text: Annotated[str, "What becomes of a fax to it, for people."]


class SandboxJson(TypedDict):
    """The practice service, once it answers."""

    url: Annotated[str, "Its address, with `/v3`: FAXDESK_API_URL."]
    token: Annotated[str, "The token of its account: FAXDESK_TOKEN."]
    control_token: Annotated[str, "The token that controls the service; mostly the same."]
    scene: Annotated[str, "The kind of account that it plays."]
    numbers: Annotated[list[PracticeNumberJson], "Numbers to try."]


class CompletionScriptJson(TypedDict):
    """The completion for a shell."""

    shell: Annotated[str, "The name of the shell."]
    script: Annotated[str, "What the shell has to read."]


SchemaJson = Annotated[dict[str, Any], SchemaRule(**{"$ref": "https://json-schema.org/draft/2020-12/schema"})]
"""A JSON Schema. Without a command, an object with one for each command by its name, and one for `messages`."""
