"""What is kept unreadable, and codes that nobody may guess."""

from sanan.kit import tokens, vault


def test_what_is_locked_is_read_again_and_is_not_what_it_was():
    locked = vault.lock("13800001234")
    assert "1380000" not in locked
    assert vault.lock("13800001234") != locked
    assert vault.unlock(locked) == "13800001234"


def test_nothing_stays_nothing_and_what_is_spoilt_reads_as_nothing():
    assert (vault.lock(""), vault.unlock("")) == ("", "")
    assert vault.unlock("not locked by us") == ""


def test_a_changed_secret_still_reads_while_the_old_one_is_named(settings):
    locked = vault.lock("13800001234")
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert vault.unlock(locked) == "13800001234"
    settings.SECRET_KEY_FALLBACKS = []
    assert vault.unlock(locked) == ""


def test_a_query_code_is_always_the_same_twelve_figures_and_hangs_on_the_secret(settings):
    code = tokens.query_code("DH-2026-000123")
    assert (len(code), code.isdigit()) == (12, True)
    assert tokens.query_code("DH-2026-000123") == code
    assert tokens.query_code("DH-2026-000124") != code
    settings.SECRET_KEY = "another"
    assert tokens.query_code("DH-2026-000123") != code


def test_query_codes_keep_their_noughts():
    codes = [tokens.query_code(f"C{number}") for number in range(200)]
    assert {len(code) for code in codes} == {12}
    assert any(code.startswith("0") for code in codes)


def test_a_query_code_is_read_as_people_type_it():
    assert tokens.tidy_query_code(" 1234-5678 ９０１２ ") == "123456789012"


def test_one_use_of_a_hash_is_never_the_other():
    assert tokens.keyed_hash("phone", "1") != tokens.keyed_hash("card", "1")
    assert tokens.keyed_hash("phone", "1") == tokens.keyed_hash("phone", "1")


def test_a_random_name_has_no_letters_that_look_like_figures():
    names = [tokens.opaque(40) for _ in range(20)]
    assert len(set(names)) == 20
    assert set("".join(names)) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert len(tokens.opaque()) == 12
