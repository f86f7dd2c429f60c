import pytest

from pipeline.clean.kinds.numbers import is_nhs_number
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
