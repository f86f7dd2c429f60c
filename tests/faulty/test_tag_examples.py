import pandas as pd
import pytest
from tagging import small_tagger

from pipeline.errors import InputError


def test_every_unknown_code_is_named_and_no_text_is():
    told = pd.DataFrame({"id": ["e1", "e2", "e3"], "text": ["my secret words"] * 3, "items": ["A1;Z9", "B1", "a1"]})
    with pytest.raises(InputError) as caught:
        small_tagger().learned_from(told)
    said = str(caught.value)
    assert all(each in said for each in ("e1", "'Z9'", "e3", "'a1'"))
    assert "A1, B1, B2, NONE" in said
    assert "secret" not in said
