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
    "piece",
    [
        "1",
        "1 ",
        "a:",
        "::",
        "12 ab cd ",
        "12 Aa Bb ",
        "pin 1 2 3 4 ",
        "password a1/",
        "ring on ",
        "4111 ",
        "password for ",
        "set the ",
        "0 double ",
        "Aa Cottage ",
    ],
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


def _found(text):
    recognisers = (
        contact.emails,
        contact.links,
        contact.phones,
        contact.net_addresses,
        passwords.passwords,
        places.postcodes,
        places.addresses,
        numbers.nhs_numbers,
        numbers.smartcards,
        numbers.insurance_numbers,
        numbers.birth_dates,
        numbers.site_codes,
        numbers.register_numbers,
        numbers.plates,
    )
    return {(span.kind, text[span.start : span.end]) for recogniser in recognisers for span in recogniser(text)}


FARTHER = [
    ("pt 943 - 476 - 5919 came", "NHS_NUMBER", "943 - 476 - 5919"),
    ("for 943 – 476 – 5919,", "NHS_NUMBER", "943 – 476 – 5919"),
    ("943 -476 -5919", "NHS_NUMBER", "943 -476 -5919"),
    ("943.476.5919 twice", "NHS_NUMBER", "943.476.5919"),
    ("943 / 476 / 5919", "NHS_NUMBER", "943 / 476 / 5919"),
    ("NHS No 943,476,5919", "NHS_NUMBER", "943,476,5919"),
    ("nhs number for the lady is 943 476 5918", "NHS_NUMBER", "943 476 5918"),
    ("943 476\n5919 was", "NHS_NUMBER", "943 476\n5919"),
    ("943—476—5919", "NHS_NUMBER", "943—476—5919"),
    ("NHS number (943 476 5919)", "NHS_NUMBER", "943 476 5919"),
    ("driver in AB12 CDE left it", "VEHICLE", "AB12 CDE"),
    ("the driver's AB12CDE blocked us", "VEHICLE", "AB12CDE"),
    ("delivery came in AB12-CDE", "VEHICLE", "AB12-CDE"),
    ("courier (ab12 cde) again", "VEHICLE", "ab12 cde"),
    ("white van outside every day, AB12 CDE", "VEHICLE", "AB12 CDE"),
    ("AB12 CDE is the delivery van", "VEHICLE", "AB12 CDE"),
    ("parked in our bay: lorry AB12 CDE", "VEHICLE", "AB12 CDE"),
    ("the reg of the van was A123 BCD", "VEHICLE", "A123 BCD"),
    ("delivery driver AB12  CDE", "VEHICLE", "AB12  CDE"),
    ("my Fiesta AB12 CDE was hit in the car park", "VEHICLE", "AB12 CDE"),
    ("the printer is 10.0.0.7", "IP_ADDRESS", "10.0.0.7"),
    ("printer at 1.2.3.4 fails", "IP_ADDRESS", "1.2.3.4"),
    ("PC 1.2.3.4", "IP_ADDRESS", "1.2.3.4"),
    ("server version 2 on 1.2.3.4", "IP_ADDRESS", "1.2.3.4"),
    ("10.0.0.7:8080 is down", "IP_ADDRESS", "10.0.0.7"),
    ("router 192.168.1.1/24", "IP_ADDRESS", "192.168.1.1"),
    ("the password for the till is bluebell7", "PASSWORD", "bluebell7"),
    ("password for the back office pc is still Winter22", "PASSWORD", "Winter22"),
    ("the shared password on our shop computer is bluebell.", "PASSWORD", "bluebell"),
    ("set the pin to 4471", "PASSWORD", "4471"),
    ("changed my password to Winter22!", "PASSWORD", "Winter22"),
    ("log in with jsmith4 / Winter22, password shared", "PASSWORD", "Winter22"),
    ("the pin for the safe was 4471", "PASSWORD", "4471"),
    ("pin code for door: 4471", "PASSWORD", "4471"),
    ("PASSWORD: BLUEBELL7", "PASSWORD", "BLUEBELL7"),
    ("password = bluebell", "PASSWORD", "bluebell"),
    ("password (Winter22)", "PASSWORD", "Winter22"),
    ("my passcode to get in is 4471", "PASSWORD", "4471"),
    ("password:\nWinter22", "PASSWORD", "Winter22"),
    ("the door code is 4471", "PASSWORD", "4471"),
    ("code for the door is 4471", "PASSWORD", "4471"),
    ("username jsmith4 password Winter22", "PASSWORD", "Winter22"),
    ("the password we all use is bluebell", "PASSWORD", "bluebell"),
    ("reset the password to bluebell7 every time", "PASSWORD", "bluebell7"),
    ("pass: Winter22", "PASSWORD", "Winter22"),
    ("my pin number is 4471", "PASSWORD", "4471"),
    ("login with user1 and password Winter22", "PASSWORD", "Winter22"),
    ("Quarmby (3/4/51) came", "DATE_OF_BIRTH", "3/4/51"),
    ("Ada Quarmby, 3.4.51, came", "DATE_OF_BIRTH", "3.4.51"),
    ("aged 3/4/51", "DATE_OF_BIRTH", "3/4/51"),
    ("d.o.b. 3/4/51", "DATE_OF_BIRTH", "3/4/51"),
    ("D.O.B 03-04-51", "DATE_OF_BIRTH", "03-04-51"),
    ("born on the 3rd of May 51", "DATE_OF_BIRTH", "3rd of May 51"),
    ("DOB 14th of Feb '67", "DATE_OF_BIRTH", "14th of Feb '67"),
    ("d o b 3 4 51", "DATE_OF_BIRTH", "3 4 51"),
    ("birthday is 3rd May 1951", "DATE_OF_BIRTH", "3rd May 1951"),
    ("b. 3/4/51", "DATE_OF_BIRTH", "3/4/51"),
    ("date of birth of the child was 3/4/12", "DATE_OF_BIRTH", "3/4/12"),
    ("DOB: May 3, 1951", "DATE_OF_BIRTH", "May 3, 1951"),
    ("dob 3May51", "DATE_OF_BIRTH", "3May51"),
    ("dob 3-May-1951", "DATE_OF_BIRTH", "3-May-1951"),
    ("born 3 – 4 – 51", "DATE_OF_BIRTH", "3 – 4 – 51"),
    ("DOB\n3/4/51", "DATE_OF_BIRTH", "3/4/51"),
    ("born Monday 3rd May 1951", "DATE_OF_BIRTH", "3rd May 1951"),
    ("b.d. 03/04/1951", "DATE_OF_BIRTH", "03/04/1951"),
    ("born May 3rd 51", "DATE_OF_BIRTH", "May 3rd 51"),
    ("dob 1951/04/03", "DATE_OF_BIRTH", "1951/04/03"),
    ("dob 03041951", "DATE_OF_BIRTH", "03041951"),
    ("dob 03|04|1951", "DATE_OF_BIRTH", "03|04|1951"),
    ("ring +44 (0) 7700 900123", "PHONE", "+44 (0) 7700 900123"),
    ("+44(0)1632 960 001 ext. 23", "PHONE", "+44(0)1632 960 001"),
    ("ring 0 double 7 00 900123", "PHONE", "0 double 7 00 900123"),
    ("07700–900–123", "PHONE", "07700–900–123"),
    ("call 07700 - 900 - 123", "PHONE", "07700 - 900 - 123"),
    ("01632 960001x23", "PHONE", "01632 960001"),
    ("01632 960001ext 23", "PHONE", "01632 960001"),
    ("tel:07700900123;", "PHONE", "07700900123"),
    ("0345 960 0001", "PHONE", "0345 960 0001"),
    ("TEL 07700 900 123", "PHONE", "07700 900 123"),
    ("07700 900\n123", "PHONE", "07700 900\n123"),
    ("mob+447700900123", "PHONE", "+447700900123"),
    ("07700,900123", "PHONE", "07700,900123"),
    ("07700 90 01 23", "PHONE", "07700 90 01 23"),
    ("(01632)960001", "PHONE", "(01632)960001"),
    ("+44-7700-900-123", "PHONE", "+44-7700-900-123"),
    ("ring on 07700900123pls", "PHONE", "07700900123"),
    ("JO.ROWLEY @ EXAMPLE . ORG", "EMAIL", "JO.ROWLEY @ EXAMPLE . ORG"),
    ("jo dot rowley at example dot org", "EMAIL", "jo dot rowley at example dot org"),
    ("jo.rowley AT example.org", "EMAIL", "jo.rowley AT example.org"),
    ("email jo.rowley at example.org please", "EMAIL", "jo.rowley at example.org"),
    ("jo.rowley@nhs.net.", "EMAIL", "jo.rowley@nhs.net"),
    ("mailto:jo.rowley@nhs.net", "EMAIL", "jo.rowley@nhs.net"),
    ("jo.rowley@nhsnet please", "EMAIL", "jo.rowley@nhsnet"),
    ("jo.rowley{at}example{dot}org", "EMAIL", "jo.rowley{at}example{dot}org"),
    ("Jo.Rowley@NHS.NET", "EMAIL", "Jo.Rowley@NHS.NET"),
    ("jo.rowley@@example.org", "EMAIL", "jo.rowley@@example.org"),
    ("at Rose Cottage, Mill Lane", "ADDRESS", "Rose Cottage, Mill Lane"),
    ("lives at Rose Cottage, 3 Mill Lane", "ADDRESS", "Rose Cottage, 3 Mill Lane"),
    ("The Old Barn, Church Road, 2 doors", "ADDRESS", "The Old Barn, Church Road"),
    ("12 MILL LANE", "ADDRESS", "12 MILL LANE"),
    ("flat 3, 12 mill lane", "ADDRESS", "flat 3, 12 mill lane"),
    ("12 Mill Lane, Leeds", "ADDRESS", "12 Mill Lane"),
    ("at 12 Station rd.", "ADDRESS", "12 Station rd"),
    ("12, Mill Lane", "ADDRESS", "12, Mill Lane"),
    ("12A MILL LANE", "ADDRESS", "12A MILL LANE"),
    ("12 High St", "ADDRESS", "12 High St"),
    ("12 The Crescent", "ADDRESS", "12 The Crescent"),
    ("no. 12 Mill Lane", "ADDRESS", "12 Mill Lane"),
    ("12-14 high street", "ADDRESS", "12-14 high street"),
    ("12 Upper Mill Hill Lane", "ADDRESS", "12 Upper Mill Hill Lane"),
    ("12 Mill Close", "ADDRESS", "12 Mill Close"),
    ("lives at 12 mill close", "ADDRESS", "12 mill close"),
    ("12 The Old High Street", "ADDRESS", "12 The Old High Street"),
    ("12 Bell Orchard Way", "ADDRESS", "12 Bell Orchard Way"),
    ("12 Queen’s Drive", "ADDRESS", "12 Queen’s Drive"),
    ("lives at 12 mill drive", "ADDRESS", "12 mill drive"),
    ("AB-12-34-56-C", "NINO", "AB-12-34-56-C"),
    ("ab 123456 c", "NINO", "ab 123456 c"),
    ("NI AB/12/34/56/C", "NINO", "AB/12/34/56/C"),
    ("NINO is AB 123456", "NINO", "AB 123456"),
    ("AB – 12 – 34 – 56 – C", "NINO", "AB – 12 – 34 – 56 – C"),
    ("ni number (AB123456C)", "NINO", "AB123456C"),
    ("UUID 555 123 456 789", "SMARTCARD", "555 123 456 789"),
    ("smartcard: 5551-2345-6789", "SMARTCARD", "5551-2345-6789"),
    ("Smart-card no. 555123456789", "SMARTCARD", "555123456789"),
    ("SC number 555123456789", "SMARTCARD", "555123456789"),
    ("smartcard 5551 – 2345 – 6789", "SMARTCARD", "5551 – 2345 – 6789"),
    ("smartcard of my colleague in the shop is 555123456789", "SMARTCARD", "555123456789"),
    ("SMARTCARD NUMBER 5551 2345  6789", "SMARTCARD", "5551 2345  6789"),
    ("Smartcard\n555123456789", "SMARTCARD", "555123456789"),
    ("ods fv123", "ODS_CODE", "fv123"),
    ("our ods code is: fv123", "ODS_CODE", "fv123"),
    ("ODS: FV-123", "ODS_CODE", "FV-123"),
    ("pharmacy code (fv123)", "ODS_CODE", "fv123"),
    ("We are FV123.", "ODS_CODE", "FV123"),
    ("ODS code of the shop = fv123", "ODS_CODE", "fv123"),
    ("odscode:fv123", "ODS_CODE", "fv123"),
    ("surgery code a81001", "ODS_CODE", "a81001"),
    ("GPhC reg no. 2034567", "GPHC_NUMBER", "2034567"),
    ("gphc: 2034567", "GPHC_NUMBER", "2034567"),
    ("reg no 2034567", "GPHC_NUMBER", "2034567"),
    ("GPhC 203 4567", "GPHC_NUMBER", "203 4567"),
    ("GPhC No 20 34 567", "GPHC_NUMBER", "20 34 567"),
    ("registration number is 2034567", "GPHC_NUMBER", "2034567"),
    ("pharmacist (2034567)", "GPHC_NUMBER", "2034567"),
    ("GPhC-2034567", "GPHC_NUMBER", "2034567"),
    ("gphc registration of my locum: 5034567", "GPHC_NUMBER", "5034567"),
    ("my RP today 2034567", "GPHC_NUMBER", "2034567"),
    ("GPHC\n2034567", "GPHC_NUMBER", "2034567"),
    ("G.Ph.C. 2034567", "GPHC_NUMBER", "2034567"),
    ("at ls14ap now", "POSTCODE", "ls14ap"),
    ("ls1 4ap", "POSTCODE", "ls1 4ap"),
    ("LS1\n4AP", "POSTCODE", "LS1\n4AP"),
    ("LS1 – 4AP", "POSTCODE", "LS1 – 4AP"),
    ("LS14AP,", "POSTCODE", "LS14AP"),
    ("postcode:LS14AP.", "POSTCODE", "LS14AP"),
    ("LS1_4AP", "POSTCODE", "LS1_4AP"),
    ("M1 1AE", "POSTCODE", "M1 1AE"),
    ("https://example.org/reset?token=abc123", "URL", "https://example.org/reset?token=abc123"),
    ("www.example.org/login?uid=7", "URL", "www.example.org/login?uid=7"),
    ("https://example.org/?key=abcdef123456", "URL", "https://example.org/?key=abcdef123456"),
    ("https://example.org/patient/9434765919", "URL", "https://example.org/patient/9434765919"),
    ("https://jo:secret@example.org/", "URL", "https://jo:secret@example.org/"),
    ("HTTPS://EXAMPLE.ORG/USERS/JO", "URL", "HTTPS://EXAMPLE.ORG/USERS/JO"),
    ("facebook.com/jo.rowley", "URL", "facebook.com/jo.rowley"),
    ("https://example.org/r?sid=ab12&x=1", "URL", "https://example.org/r?sid=ab12&x=1"),
    (
        "https://example.org/invite/eyJhbGciOiJIUzI1NiIsInR5cCI6",
        "URL",
        "https://example.org/invite/eyJhbGciOiJIUzI1NiIsInR5cCI6",
    ),
]


@pytest.mark.parametrize(("text", "kind", "hidden"), FARTHER)
def test_words_and_gaps_between_do_not_hide_personal_data(text, kind, hidden):
    assert (kind, hidden) in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "a pharmacy in Holt Park was first",
        "3 pharmacies in Mill Lane area",
        "10 a pharmacy in Northgate Street shut",
        "2 shops in Market Square closed",
        "In 2020 Mill Lane Surgery changed",
        "In 2019 Church Road closed",
        "1 Pharmacy In Mill Lane",
        "5 Year Way Forward",
        "Phase 2 Green Light Road",
        "24 Hour Walk in centre",
        "Page 3 Press Close and wait",
        "The 3 Rise in costs",
        "Step 2 Press Green button",
        "Version 2 Place holder",
        "7 Day Walk In Centre",
        "20 minute drive to the hospital",
        "takes 10 minutes drive, 2 mile walk",
        "the 12 week review close to us",
        "4 green bags and 3 amber",
        "in 2021 The Green was closed",
        "50 Scripts In A Row",
        "3 Days In A Row we lost EPS",
        "2 Items In View",
        "on 3/4/21 (Release 4) we changed",
        "EPS (3/4/21) came, NHSX (1/2/20)",
        "Covid (23/3/20) and Brexit (31/1/20)",
        "Phase 4 (1/2/18) and the Spine (12/08/19)",
        "version 1.2.3.4 of the printer driver",
        "driver version 1.2.3.4",
        "printer firmware 1.2.3.4",
        "PC with build 10.0.0.1",
        "section 1.2.3.4 and paragraph 4.5.6.7",
        "computer runs 10.0.19041.1",
        "password for the till is awful",
        "the password for the spine is too long",
        "password for each system is different",
        "the password for the pc is reset every month",
        "set the pin to something simple",
        "change the password to get in",
        "changed my password to log in",
        "the password we have is never accepted",
        "the password on the smartcard is always expired",
        "password to the system is given by head office",
        "reset the password to continue",
        "the pin for the smartcard is easily forgotten",
        "the pin for the card is the same",
        "log in with smartcard / password every time",
        "log in with username and password",
        "log in with a PIN or password",
        "password for 20 systems is hard",
        "password is 8 characters, password needs 12 characters",
        "pin is 4 digits and 6 digits",
        "reset the pin to 4 digits",
        "delivery of AB12 items",
        "driver for HP15 PRN failed",
        "delivery in 24 hrs",
        "the driver FP10 SSS",
        "drug AZ12 XYZ error, error code AB12CDE",
        "the delivery of RX10 MDS trays",
        "driver error code AB12 CDE",
        "aged 51, born in 1951",
        "patients aged 65/70/75",
        "patients aged 10-12-14 years",
        "ratio 1/2/51 items",
        "tablets (1/2/20)",
        "take 1/2/3 tablets",
        "Take 2 (1/2/3) daily",
        "ring 0 for the operator",
        "double 7 and 00 tablets",
        "0800 to 1700, 0900 - 1730 - 1830",
        "10 - 20 - 30 - 40 - 50",
        "2015-12-22 06:05:20",
        "2019-10-14 11:20",
        "we had 943 476 and 5919 items",
        "scores 9 8 7 6 5 4 3 2 1 0",
        "sessions 1000 2000 3000 items",
        "order 943 - 476 - 5919 late",
        "Meet at nhs.uk and look at example.org",
        "look at www.example.org for more",
        "available at example.org and at nhs.uk",
        "we order at alliance.co.uk daily",
        "follow us @EPS on it",
        "see https://www.example.org/eps?page=2&lang=en",
        "see https://example.org/news/2020/01/electronic-prescription-service-update",
        "https://example.org/search?keyword=eps",
        "e.g. b4 5pm, m1 2nd",
        "at 3 pm 2 be",
        "w1 4st",
        "ni 12 34 56",
        "code red and code A1234 error",
        "reg 2034567 items",
        "2034567 scripts registered",
        "the code failed on 20 sites",
        "Rose Cottage Hospital, Mill Lane Surgery",
        "Park Lane is busy and Church Road too",
        "12 Park Lane Pharmacy",
        "Pharmacy, Mill Lane",
    ],
)
def test_what_looks_like_them_stays(text):
    assert not _found(text)


def test_a_short_date_beside_a_hidden_name_is_one_of_birth():
    assert ("DATE_OF_BIRTH", "3/4/51") in _found("\ue000 (3/4/51) came")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("log in with jrowley / Summer2020 and it lets you in", "log in with jrowley / [PASSWORD] and it lets you in"),
        ("write to jo.rowley at example.org please", "write to [EMAIL] please"),
        ("I live at Rose Cottage, Mill Lane and wait", "I live at [ADDRESS] and wait"),
        ("we sign in with smartcards / passwords", "we sign in with smartcards / passwords"),
    ],
)
def test_what_a_recogniser_knows_is_reached(text: str, hidden: str):
    assert redact(text).text == hidden
