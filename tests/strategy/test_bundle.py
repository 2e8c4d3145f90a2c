"""A bundle is one value with one name, wherever it is loaded."""

import msgspec
import pytest

from switchboard.strategy.bundle import Bundle, blob_key, bundle_id, pack, unpack

A_BUNDLE = Bundle({"strategy.yaml": "switchboard: 1\n", "templates/reply/general.en.txt": "Hello"})


def test_the_id_does_not_depend_on_the_order_of_the_files() -> None:
    other_way = Bundle(dict(reversed(A_BUNDLE.files.items())))

    assert bundle_id(other_way) == bundle_id(A_BUNDLE)
    assert pack(other_way) == pack(A_BUNDLE)


@pytest.mark.parametrize(
    "other",
    [
        Bundle({**A_BUNDLE.files, "templates/reply/general.en.txt": "Hallo"}),
        Bundle({**A_BUNDLE.files, "holidays/DE.json": "{}"}),
        Bundle({"strategy.yaml": "switchboard: 1\ntemplates/reply/general.en.txtHello"}),
    ],
)
def test_whatever_differs_has_another_id(other: Bundle) -> None:
    assert bundle_id(other) != bundle_id(A_BUNDLE)


def test_what_was_packed_comes_out_again() -> None:
    assert unpack(pack(A_BUNDLE)) == A_BUNDLE


def test_what_is_no_bundle_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        unpack(b'{"files": {}, "more": 1}')


def test_it_is_kept_under_its_id() -> None:
    name = bundle_id(A_BUNDLE)

    assert blob_key(name) == f"strategies/{name}"
    assert len(name) == 64
