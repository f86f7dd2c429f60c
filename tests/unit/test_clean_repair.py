import pytest

from pipeline.clean.repair import repair


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("the GPâ€™s own service", "the GP’s own service"),
        ("It costs Â£5 â€“ each", "It costs £5 – each"),
        ("cafÃ©", "café"),
        ("fish &amp; chips, he&#39;s late", "fish & chips, he's late"),
        ("a &amp;amp; b &amp;lt; c", "a & b < c"),
        ("one&nbsp;two&nbsp three", "one two three"),
        ("one\u00a0two\u2009three", "one two three"),
        ("line\r\nline\rline\u2028line", "line\nline\nline\nline"),
        ("sheet_x000D_\nline", "sheet\nline"),
        ("zero\u200bwidth\ufeff and soft\u00adhyphen", "zerowidth and softhyphen"),
        ("bell\x07 and \x1b[31mred\x1b[0m", "bell and red"),
        ("e\u0301", "é"),
        ("  many   spaces \n\n\n\n here ", "many spaces\n\nhere"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_what_machines_did_is_mended(raw, wanted):
    assert repair(raw) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "We pay £1,200 a year – it's 24/7 and/or café",
        "“quoted” … ½ tablet, 5 µg, 37°C, naïve",
        "Rwy’n byw yn Lloegr, ŵ ŷ",
        "મને ગુજરાતીમાં સંદેશો જોઈએ છે ક્ષ્\u200dમ",
        "مجھے پیغام چاہیے",
        "系统太慢了，真的",
        "👩\u200d⚕️ 🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f 👍🏽",
        '=HYPERLINK("x")',
        "<script>alert(1)</script> R&D A&E terms&conditions &not",
        "+1 -1 @home",
    ],
)
def test_what_people_typed_stays(text):
    assert repair(text) == text
