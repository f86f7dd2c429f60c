from pipeline.clean.marks import Span, apart, masked, moved_back, to_redacted, to_repaired, with_marks

TEXT = "ring Ann on 01 now"
SPANS = (Span(5, 8, "PERSON", "rule", 0.9), Span(12, 14, "PHONE", "rule", 0.9))
REDACTED = "ring [PERSON] on [PHONE] now"


def test_each_span_has_its_mark():
    assert with_marks(TEXT, SPANS) == REDACTED


def test_offsets_lead_back_and_forth():
    assert to_repaired(REDACTED.index("on"), SPANS) == TEXT.index("on")
    assert to_repaired(REDACTED.index("now"), SPANS) == TEXT.index("now")
    assert to_redacted(TEXT.index("now"), SPANS) == REDACTED.index("now")
    assert to_repaired(len(REDACTED), SPANS) == len(TEXT)


def test_an_offset_inside_a_mark_leads_to_the_start_of_what_it_hides():
    assert to_repaired(REDACTED.index("PERSON"), SPANS) == 5
    assert to_redacted(7, SPANS) == 5


def test_of_overlapping_spans_the_longest_stands():
    short, long = Span(0, 4, "PHONE", "a", 0.9), Span(2, 9, "EMAIL", "b", 0.9)
    assert apart([short, long], ("EMAIL", "PHONE")) == [long]


def test_of_equal_spans_the_first_kind_stands():
    first, second = Span(0, 4, "EMAIL", "a", 0.9), Span(0, 4, "PHONE", "b", 0.9)
    assert apart([second, first], ("EMAIL", "PHONE")) == [first]


def test_a_mark_cannot_be_read_but_keeps_its_length():
    assert masked("a [PHONE] b") == "a " + "\ue000" * 7 + " b"
    assert masked("a [phone] b") == "a [phone] b"


def test_spans_found_between_marks_are_moved_back():
    found = [Span(REDACTED.index("now"), REDACTED.index("now") + 3, "ODS_CODE", "rule", 0.8)]
    assert [(span.start, span.end) for span in moved_back(found, SPANS)] == [(15, 18)]
