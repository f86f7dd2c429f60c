import time

import pytest

from pipeline.clean.kinds import contact, numbers, passwords, places
from pipeline.clean.kinds.numbers import bank_accounts, bank_cards, is_card_number, is_nhs_number
from pipeline.clean.kinds.passwords import passwords as secrets
from pipeline.clean.redact import redact


@pytest.mark.parametrize(
    ("text", "kind", "hidden"),
    [
        ("mail a.b-c+d@example.co.uk please", "EMAIL", "a.b-c+d@example.co.uk"),
        ("mail ab @ example.org please", "EMAIL", "ab @ example.org"),
        ("mail ab.cd (at) example.org", "EMAIL", "ab.cd (at) example.org"),
        ("mail ab[at]example[dot]org", "EMAIL", "ab[at]example[dot]org"),
        ("mail ab at example dot co dot uk", "EMAIL", "ab at example dot co dot uk"),
        ("ring 07700 900123.", "PHONE", "07700 900123"),
        ("ring 07700900123", "PHONE", "07700900123"),
        ("ring +44 (0)7700 900 123 now", "PHONE", "+44 (0)7700 900 123"),
        ("ring 0044 7700 900123", "PHONE", "0044 7700 900123"),
        ("ring (020) 7946 0127 or", "PHONE", "(020) 7946 0127"),
        ("ring 020-7946-0127", "PHONE", "020-7946-0127"),
        ("ring 01632.960.123", "PHONE", "01632.960.123"),
        ("(07700 900123)", "PHONE", "07700 900123"),
        ("ring +353 1 555 0123 now", "PHONE", "+353 1 555 0123"),
        ("NHS 999 821 9930 came", "NHS_NUMBER", "999 821 9930"),
        ("pt 9992319488 on", "NHS_NUMBER", "9992319488"),
        ("number 999-518-1908", "NHS_NUMBER", "999-518-1908"),
        ("Room 3 999 821 9930", "NHS_NUMBER", "999 821 9930"),
        ("NHS no: 999 821 9931 typed wrong", "NHS_NUMBER", "999 821 9931"),
        ("at SW29 6HB today", "POSTCODE", "SW29 6HB"),
        ("at sw296hb today", "POSTCODE", "sw296hb"),
        ("NI QQ 12 34 56 C", "NINO", "QQ 12 34 56 C"),
        ("dob 4/2/51 and", "DATE_OF_BIRTH", "4/2/51"),
        ("born on 3rd of March 1948.", "DATE_OF_BIRTH", "3rd of March 1948"),
        ("Mum, 12/3/1938, lives", "DATE_OF_BIRTH", "12/3/1938"),
        ("smartcard 5551 2345 6789 locked", "SMARTCARD", "5551 2345 6789"),
        ("GPhC 2012345 here", "GPHC_NUMBER", "2012345"),
        ("our ODS code is FXX99", "ODS_CODE", "FXX99"),
        ("branch fa12b shut", "ODS_CODE", "fa12b"),
        ("lives at 8 Gorsehill Rise, with", "ADDRESS", "8 Gorsehill Rise"),
        ("Flat 2, 14b St Anne's Close", "ADDRESS", "Flat 2, 14b St Anne's Close"),
        ("from 192.168.10.24 only", "IP_ADDRESS", "192.168.10.24"),
        ("password is Summer2020!", "PASSWORD", "Summer2020"),
        ("our password is bluebell.", "PASSWORD", "bluebell"),
        ("pin 4821 opens it", "PASSWORD", "4821"),
        ("my car reg AB12 CDE", "VEHICLE", "AB12 CDE"),
        ("see https://www.linkedin.com/in/some-body-1 for", "URL", "https://www.linkedin.com/in/some-body-1"),
    ],
)
def test_personal_data_of_a_known_shape_go(text, kind, hidden):
    redacted = redact(text)
    assert redacted.text == text.replace(hidden, f"[{kind}]")
    assert [text[span.start : span.end] for span in redacted.spans] == [hidden]


@pytest.mark.parametrize(
    "text",
    [
        "order ref 9434765919 lost",
        "incident INC0012345 and ticket 2021000123",
        "500mg, 2.5 ml, 10/10, 24/7, 9-5, 1.5 2.5 3.5 4.5 5.5",
        "We paid £07700900123 or £1200000000",
        "on 01/02/2020 10 of 30 came, 12.11.2019 too",
        "closed 0900-1730 from 5 to 6",
        "FP10 FP34C FP92A forms and the MDS 28s",
        "Windows 10.0.19041 and version 10.2.3.4",
        "unit b2 3rd floor, class e1 2nd row, n1 5lb",
        "since 1 May 2006 we have had EPS",
        "password is reset every month, passwords are too long",
        "my PIN is blocked and the password was expired.",
        "Password changes every 30 days",
        "see https://www.example.nhs.uk/eps?page=2 for more",
        "look at nhs.uk and meet @ 5.30",
        "1234567890",
        "SW postcode area, EC1, leeds LS",
        "14 Park Road Pharmacy",
        "5551 2345 6789",
        "2012345 items",
    ],
)
def test_other_numbers_and_codes_stay(text):
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("digits", "valid"), [("9434765919", True), ("9434765918", False), ("0000000000", False), ("943476591", False)]
)
def test_the_check_digit_decides(digits, valid):
    assert is_nhs_number(digits) is valid


def test_a_line_end_written_out_does_not_hide_a_number():
    assert redact(r"Leeds\n07700 900123\n8 Gorsehill Rise").text == r"Leeds\n[PHONE]\n[ADDRESS]"


def test_unbroken_spaces_do_not_hide_a_number():
    text = "ring 07700\u00a0900123"
    assert redact(text).text == "ring [PHONE]"


ODD = [
    ("mail JO.ROWLEY@EXAMPLE.ORG now", "EMAIL", "JO.ROWLEY@EXAMPLE.ORG"),
    ("mail jo.rowley@example .org now", "EMAIL", "jo.rowley@example .org"),
    ("mail jo.rowley@example,org now", "EMAIL", "jo.rowley@example,org"),
    ("mail jo.rowley @example.org now", "EMAIL", "jo.rowley @example.org"),
    ("mail jo_rowley(at)example(dot)org now", "EMAIL", "jo_rowley(at)example(dot)org"),
    ("mail <jo@example.org>", "EMAIL", "jo@example.org"),
    ("tel 0 7 7 0 0 9 0 0 1 2 3", "PHONE", "0 7 7 0 0 9 0 0 1 2 3"),
    ("tel 07700/900123", "PHONE", "07700/900123"),
    ("tel 07700_900_123", "PHONE", "07700_900_123"),
    ("tel O7700 900123", "PHONE", "O7700 900123"),
    ("Tel01632960001", "PHONE", "01632960001"),
    ("44 7700 900123 is it", "PHONE", "44 7700 900123"),
    ("call me on 7700 900123", "PHONE", "7700 900123"),
    ("ring 960001 if stuck", "PHONE", "960001"),
    ("tel: 960 001", "PHONE", "960 001"),
    ("on 0113-4960999", "PHONE", "0113-4960999"),
    ("our line 01632 960 001 ext 23", "PHONE", "01632 960 001"),
    ("pt 943/476/5919", "NHS_NUMBER", "943/476/5919"),
    ("NHS#943.476.5919", "NHS_NUMBER", "943.476.5919"),
    ("nhs number - 943  476  5919", "NHS_NUMBER", "943  476  5919"),
    ("CHI 0101011234 here", "NHS_NUMBER", "0101011234"),
    ("pharmacy technician 5012345", "GPHC_NUMBER", "5012345"),
    ("I am pharmacist no. 2034567", "GPHC_NUMBER", "2034567"),
    ("premises no 1034567", "GPHC_NUMBER", "1034567"),
    ("GPhC premises 9012345", "GPHC_NUMBER", "9012345"),
    ("2034567 is my GPhC number", "GPHC_NUMBER", "2034567"),
    ("GPhC2034567", "GPHC_NUMBER", "2034567"),
    ("smart card number is 5551.2345.6789", "SMARTCARD", "5551.2345.6789"),
    ("555123456789 is my smartcard", "SMARTCARD", "555123456789"),
    ("at LS1-4AP", "POSTCODE", "LS1-4AP"),
    ("at sw1a.1aa", "POSTCODE", "sw1a.1aa"),
    ("at W1A  0AX", "POSTCODE", "W1A  0AX"),
    ("lives at 12 gorsehill road", "ADDRESS", "12 gorsehill road"),
    ("lives at 22 Acacia avenue", "ADDRESS", "22 Acacia avenue"),
    ("lives at 10 St. Anne's Road", "ADDRESS", "10 St. Anne's Road"),
    ("lives at 1-3 Mill Lane", "ADDRESS", "1-3 Mill Lane"),
    ("write to P.O. Box 123", "ADDRESS", "P.O. Box 123"),
    ("odscode fv123", "ODS_CODE", "fv123"),
    ("QQ-12-34-56-C", "NINO", "QQ-12-34-56-C"),
    ("national insurance ab123456", "NINO", "ab123456"),
    ("dob 010256", "DATE_OF_BIRTH", "010256"),
    ("born 01021956", "DATE_OF_BIRTH", "01021956"),
    ("dob 1 Feb '56", "DATE_OF_BIRTH", "1 Feb '56"),
    ("01 / 02 / 56 is her date of birth", "DATE_OF_BIRTH", "01 / 02 / 56"),
    ("its number plate is A123 BCD", "VEHICLE", "A123 BCD"),
    ("its number plate is ab12-cde", "VEHICLE", "ab12-cde"),
    ("from 2001:db8::ff00:42:8329", "IP_ADDRESS", "2001:db8::ff00:42:8329"),
    ("uses pw bluebell", "PASSWORD", "bluebell"),
    ("we all use password bluebell.", "PASSWORD", "bluebell"),
    ("password 'bluebell'", "PASSWORD", "bluebell"),
    ("PIN: 4 4 7 1", "PASSWORD", "4 4 7 1"),
    ("pin 4471", "PASSWORD", "4471"),
    ("everyone types password1", "PASSWORD", "password1"),
    ("password - Bluebell7", "PASSWORD", "Bluebell7"),
]


@pytest.mark.parametrize(("text", "kind", "hidden"), ODD)
def test_personal_data_go_in_odd_spacing_and_cases_too(text, kind, hidden):
    assert redact(text).text == text.replace(hidden, f"[{kind}]")


def test_all_passwords_of_a_list_go():
    assert (
        redact("passwords are Apple1, Pear2 and Plum33.").text == "passwords are [PASSWORD], [PASSWORD] and [PASSWORD]."
    )


@pytest.mark.parametrize(("text", "hidden"), [("door code 4471", "4471"), ("the key safe code is C4471X", "C4471X")])
def test_codes_of_doors_are_found(text, hidden):
    assert [text[span.start : span.end] for span in secrets(text)] == [hidden]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("account number 12345678 sort code 12-34-56", ["12345678", "12-34-56"]),
        ("Sort Code: 12 34 56, a/c no. 1234 5678", ["12 34 56", "1234 5678"]),
        ("pay GB29 NWBK 6016 1331 9268 19 please", ["GB29 NWBK 6016 1331 9268 19"]),
        ("account 123 is locked, accounts 2020", []),
        ("12-34-56 and 12345678 items", []),
    ],
)
def test_bank_accounts_are_found_where_a_word_says_so(text, hidden):
    assert [text[span.start : span.end] for span in bank_accounts(text)] == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("card 4111 1111 1111 1111 was charged", ["4111 1111 1111 1111"]),
        ("visa 4111-1111-1111-1111", ["4111-1111-1111-1111"]),
        ("amex 378282246310005.", ["378282246310005"]),
        ("card 4111 1111 1111 1112 was not", []),
        ("serial number 4111111111111111", []),
        ("barcode 5012345678900", []),
    ],
)
def test_payment_cards_are_found_by_their_check_digit(text, hidden):
    assert [text[span.start : span.end] for span in bank_cards(text)] == hidden


def test_the_sum_of_a_card_number_decides():
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111110")


@pytest.mark.parametrize(
    "text",
    [
        "order number 01234567890 was late, ticket 01632960001 is open",
        "incident INC0123456 and ref 0123456789",
        "Windows 10.0.19041.1234 and version 1.2.3.4",
        "open 0900-1730, 9.00 - 17.30, 08:30:00 to 12:30:15",
        "FP10SS, FP57, EPS R2, EPS Release 4",
        "PIP code 1234567, PIP 2345678, pip codes 2034567 and 1034567",
        "SNOMED code 322236009, dm+d 9434765919, SCTID 9434765919",
        "barcode 5012345678900, GTIN 05012345678900",
        "call 111 or 999, ring 111, dial 101",
        "phone 10 times, ring 100 times a day, call 20 patients",
        "2034567 items and 1034567 patients registered",
        "30 minutes down road works, 5 miles from the road, 2 people on the street",
        "we have 4 main road pharmacies and 2 lane closures",
        "passwords: multiple, passwords - slow and many",
        "use password access, uses password managers",
        "too many passwords - letters, numbers",
        "error code 0x80070005, error 12345, code A12345x",
        "the A12 and the M25 and B1234 roads",
        "prescription 1A2B3C-A81001-12345X stuck",
        "0.5 0.25 0.125 1.0 10 20 30 40 50 60 70",
        "The dob is wrong on 20 scripts, date of birth missing 200000 times",
        "safe code of practice, entry code of conduct, access code wrong",
        "HL7 FHIR R4, ISO 27001:2013, GS1 128, 24 7 365",
        "08:00:00:12 time code",
    ],
)
def test_numbers_of_the_trade_stay(text):
    assert redact(text).text == text


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a:", "::", "12 ab cd ", "12 Aa Bb ", "pin 1 2 3 4 ", "password a1/", "ring on ", "4111 "]
)
def test_time_grows_with_the_length_alone(piece):
    text = piece * (100_000 // len(piece))
    start = time.perf_counter()
    for kind in (contact.phones, contact.net_addresses, numbers.bank_accounts, numbers.bank_cards, numbers.plates):
        list(kind(text))
    for kind in (
        passwords.passwords,
        places.addresses,
        places.postcodes,
        numbers.birth_dates,
        numbers.register_numbers,
    ):
        list(kind(text))
    assert time.perf_counter() - start < 3
