"""What cleaning did in a round, counted: what was hidden, what was set aside, and in which languages people wrote."""

from pipeline.pages.marks import Fragment, Release, code, language_name, nothing, row_count, shown, table
from pipeline.pages.reading import of_round

_NOT_COUNTED = "What cleaning did was not counted when this release was made."
_HIDDEN = {
    "PERSON": "Names of persons",
    "EMAIL": "E-mail addresses",
    "PHONE": "Telephone numbers",
    "NHS_NUMBER": "NHS numbers",
    "POSTCODE": "Postcodes",
    "ADDRESS": "Street addresses",
    "DATE_OF_BIRTH": "Dates of birth",
    "SMARTCARD": "Smartcard numbers",
    "GPHC_NUMBER": "Numbers of the GPhC register",
    "ODS_CODE": "ODS codes",
    "NINO": "National Insurance numbers",
    "VEHICLE": "Number plates",
    "PASSWORD": "Passwords and PINs given away",
    "URL": "Links to a person",
    "IP_ADDRESS": "Addresses of computers",
    "CARD": "Payment cards",
    "BANK_ACCOUNT": "Bank accounts",
}
_ASIDES = {
    "signature": "Signatures",
    "quoted": "Quoted messages",
    "disclaimer": "Notices of confidentiality",
    "header": "Heads and greetings of e-mails",
}
_TOO_SHORT = "Too short to tell (read as English)"


def _kinds(told: Release, part: str, names: dict[str, str], head: str, what: str) -> Fragment:
    if "cleaning" not in told.value:
        return shown(told, part, nothing(_NOT_COUNTED))
    counted = told.at(f"/cleaning/{part}")
    if not counted:
        return shown(told, part, nothing("Nothing of the kind was found."))
    rows = [
        (
            names.get(row["kind"], code(row["kind"])),
            told.number(f"/cleaning/{part}/{n}/stretches"),
            told.number(f"/cleaning/{part}/{n}/answers"),
        )
        for n, row in enumerate(counted)
    ]
    caption = f"{what}, in {told.number('/cleaning/answers')} answers with a word in them; {told.dated()}."
    return shown(told, part, table(caption, [head, "Stretches", "Answers"], rows, figures=(1, 2)))


@of_round
def hidden_table(told: Release) -> Fragment:
    """How much of each kind of personal data was hidden."""
    return _kinds(told, "hidden", _HIDDEN, "Kind", "What was hidden")


@of_round
def asides_table(told: Release) -> Fragment:
    """How much of pasted e-mails was set aside."""
    return _kinds(told, "asides", _ASIDES, "Kind", "What was set aside")


@of_round
def languages_table(told: Release) -> Fragment:
    """In which languages people wrote."""
    if "cleaning" not in told.value:
        return shown(told, "languages", nothing(_NOT_COUNTED))
    rows = [
        (
            _TOO_SHORT if row["language"] == "unknown" else language_name(row["language"]),
            told.number(f"/cleaning/languages/{n}/answers"),
        )
        for n, row in enumerate(told.at("/cleaning/languages"))
    ]
    caption = f"Languages of the answers, {row_count(rows)}; {told.dated()}."
    return shown(told, "languages", table(caption, ["Language", "Answers"], rows, figures=(1,)))


@of_round
def repaired_count(told: Release) -> Fragment:
    """How many answers arrived with broken letters, entities or stray spaces."""
    if "cleaning" not in told.value:
        return shown(told, "repaired", nothing(_NOT_COUNTED))
    said = (
        f"Repair changed something in {told.number('/cleaning/repaired')} of "
        f"{told.number('/cleaning/answers')} answers with a word in them; {told.dated()}."
    )
    return shown(told, "repaired", f'<p class="caption">{said}</p>')
