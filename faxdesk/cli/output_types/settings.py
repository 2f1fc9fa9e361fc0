"""What is printed of the settings."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import one_of

ORIGINS = ("user", "administrator", "locked", "standard")


class SettingJson(TypedDict):
    """A setting as it holds."""

    setting: Annotated[str, "The name of the setting."]
    value: Annotated[bool | int | str, "What holds."]
    origin: Annotated[
        str,
        "Whose choice that is: the user's, the administrator's for who has not chosen, the administrator's for all, or"
        " FaxDesk's own default.",
        one_of(ORIGINS),
    ]
    meaning: Annotated[str, "What it is for, in English."]


class SettingProblemJson(TypedDict):
    """Something in a file of the administrator that cannot be used."""

    setting: Annotated[str | None, "The name of the setting; null where the whole file cannot be used."]
    text: Annotated[str, "What is wrong, in English."]
    advice: Annotated[str, "What to do about it, in English."]


class CheckedSettingsJson(TypedDict):
    """A file of the administrator, and what is wrong with it."""

    file: Annotated[str, "The file."]
    defaults: Annotated[list[str], "The settings that hold until somebody chooses otherwise."]
    locked: Annotated[list[str], "The settings that hold for everybody."]
    problems: Annotated[list[SettingProblemJson], "What of it cannot be used; the rest holds."]
