"""Names of one system in the words of the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agentscaler.environments.fidelity.alignment import MISSING, align, leaves
from agentscaler.environments.fidelity.translation import Translation


def learn(known, recorded, ours, *, random=()):
    return known.learn(align(recorded, ours, known), "Create", random=frozenset(random))


def test_a_name_is_learned_at_its_path_and_used_everywhere():
    known = Translation()
    learn(known, {"App": {"Id": "7716d18"}}, {"App": {"Id": "app-3f"}})
    sent, losses = known.arguments({"a": [{"b": "x/7716d18:y"}], "7716d18": 1, "c": "z7716d18"})
    assert sent == {"a": [{"b": "x/app-3f:y"}], "app-3f": 1, "c": "z7716d18"}
    assert losses == []


def test_the_longest_name_comes_first():
    known = Translation()
    learn(known, {"Id": "abc-123"}, {"Id": "one"})
    learn(known, {"Id": "abc-123-456"}, {"Id": "two"})
    assert known.arguments({"x": "arn:abc-123-456/abc-123"})[0] == {"x": "arn:two/one"}


def test_a_short_name_means_something_in_its_member_only():
    known = Translation()
    learn(known, {"VersionId": "1"}, {"VersionId": "v-9f"})
    assert known.arguments({"VersionId": "1", "Count": "1"})[0] == {
        "VersionId": "v-9f",
        "Count": "1",
    }


def test_what_was_told_is_no_invention():
    known = Translation()
    known.arguments({"Name": "alpha-3"})
    assert not learn(known, {"Name": "alpha-3"}, {"Name": "beta-4"})
    assert not known.same("alpha-3", "beta-4", "Name")


def test_words_of_enums_and_plain_words_are_never_translated():
    known = Translation({"t3.micro"})
    assert not learn(known, {"Kind": "t3.micro"}, {"Kind": "t9.large"})
    assert not learn(known, {"Status": "ACTIVE"}, {"Status": "CREATING"})
    assert not known.same("ACTIVE", "CREATING", "Status")


def test_literals_of_other_services_stand_for_themselves():
    known = Translation(literals=["vpc-0a1b2c"])
    assert not learn(known, {"VpcId": "vpc-0a1b2c"}, {"VpcId": "vpc-ours"})
    assert known.arguments({"VpcId": "vpc-0a1b2c"})[0] == {"VpcId": "vpc-0a1b2c"}


def test_random_members_are_learned_whatever_they_look_like():
    known = Translation()
    assert learn(known, {"Secret": "qwertyu"}, {"Secret": "asdfghj"}, random=["Secret"])
    assert known.arguments({"x": "qwertyu"})[0] == {"x": "asdfghj"}


def test_two_names_never_become_one():
    known = Translation()
    learn(known, {"Id": "7716d18"}, {"Id": "ours-1"})
    learn(known, {"Id": "8827e29"}, {"Id": "ours-1"})
    assert not known.same("8827e29", "ours-1", "Id")
    sent, losses = known.arguments({"Id": "8827e29"})
    assert sent == {"Id": "8827e29"}
    assert [loss.cause for loss in losses] == ["member"]


def test_a_name_that_ours_never_gave_is_lost_until_it_comes():
    known = Translation()
    learn(known, {"App": {"Id": "7716d18"}}, {"App": {}})
    (loss,) = known.arguments({"of": "arn:app/7716d18"})[1]
    assert (loss.cause, loss.operation, loss.place) == ("member", "Create", "App.Id")
    learn(known, {"Id": "7716d18"}, {"Id": "app-3f"})
    assert known.arguments({"of": "arn:app/7716d18"}) == ({"of": "arn:app/app-3f"}, [])


def test_why_a_name_is_lost_is_what_happened_first():
    known = Translation()
    known.lose_all({"Id": "7716d18"}, "Create", "refused", random=frozenset())
    learn(known, {"Id": "7716d18"}, {})
    assert [loss.cause for loss in known.arguments({"Id": "7716d18"})[1]] == ["refused"]


def test_what_was_sent_stays_what_it_is():
    """An account in a role that was passed in is part of its name, whatever ours calls it."""
    known = Translation()
    role = "arn:iam::123456789012:role/x"
    assert known.arguments({"Role": role})[0] == {"Role": role}
    learn(known, {"OwnerId": "123456789012"}, {"OwnerId": "999"})
    assert known.arguments({"Role": role})[0] == {"Role": role}
    assert known.same(role, role, "Role")
    assert known.arguments({"Role": "arn:iam::123456789012:role/y"})[0] == {
        "Role": "arn:iam::999:role/y"
    }


def test_times_that_a_system_made_are_times_and_no_more():
    known = Translation()
    assert known.same("2024-05-01T12:00:07Z", "2031-01-01T00:00:00+00:00", "Created")
    assert known.same(1714564807.0, 1900000000, "CreationDate")
    assert not known.same("2024-05-01T12:00:07Z", "yesterday", "Created")
    known.arguments({"Start": "2024-06-01T00:00:00Z"})
    assert known.same("2024-06-01T00:00:00+00:00", "2024-06-01T00:00:00Z", "Start")
    assert not known.same("2024-06-01T00:00:00+00:00", "2024-06-02T00:00:00Z", "Start")


def test_a_time_from_an_answer_is_passed_on_as_ours():
    known = Translation()
    learn(known, {"Created": "2024-05-01T12:00:07Z"}, {"Created": "2030-01-01T00:00:00Z"})
    assert known.arguments({"Since": "2024-05-01T12:00:07Z"})[0] == {
        "Since": "2030-01-01T00:00:00Z"
    }


def test_kinds_of_values_are_not_mixed():
    known = Translation()
    assert known.same(1, 1.0, "n")
    assert not any(known.same(one, True, "n") for one in (1, "true"))  # noqa: FBT003
    assert not known.same("1", 1, "n")


def test_elements_are_paired_by_what_they_name():
    known = Translation()
    learn(known, {"Id": "aaaa11"}, {"Id": "ours-1"})
    learn(known, {"Id": "bbbb22"}, {"Id": "ours-2"})
    recorded = [{"Id": "aaaa11", "n": 1}, {"Id": "bbbb22", "n": 2}]
    ours = [{"Id": "ours-2", "n": 1}, {"Id": "ours-1", "n": 1}]
    found = {pair.path: pair.ours for pair in align(recorded, ours, known)}
    assert found == {(0, "Id"): "ours-1", (0, "n"): 1, (1, "Id"): "ours-2", (1, "n"): 1}


def test_elements_that_name_different_things_are_never_paired():
    known = Translation()
    known.arguments({"Name": "alpha"})
    pairs = align([{"Name": "alpha", "s": "ACTIVE"}], [{"Name": "beta", "s": "ACTIVE"}], known)
    assert [pair.ours for pair in pairs] == [MISSING, MISSING]


NAMES = st.dictionaries(
    st.from_regex(r"r[a-f]{4,8}[0-9]{2,6}", fullmatch=True),
    st.from_regex(r"o[A-F]{2,8}", fullmatch=True),
    min_size=1,
    max_size=6,
).filter(lambda names: len(set(names.values())) == len(names))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(NAMES, st.data())
def test_learned_names_are_translated_one_for_one(names, data):
    known = Translation()
    for recorded, ours in names.items():
        learn(known, {"Id": recorded}, {"Id": ours})
    words = data.draw(st.lists(st.sampled_from(sorted(names)), max_size=5))
    sent, losses = known.arguments({"a": words, "b": "/".join(words)})
    assert sent == {"a": [names[word] for word in words], "b": "/".join(map(names.get, words))}
    assert losses == []


@given(VALUES, VALUES)
def test_every_recorded_scalar_is_paired_once(recorded, ours):
    pairs = align(recorded, ours, Translation())
    assert [(pair.path, pair.recorded) for pair in pairs] == [
        (path, value) for path, _, value in leaves(recorded)
    ]
    given_ = [value for _, _, value in leaves(ours)]
    for pair in pairs:
        if pair.ours is not MISSING:
            given_.remove(pair.ours)  # each scalar of ours stands for one recorded at most


@given(VALUES)
def test_an_answer_is_like_itself(value):
    known = Translation()
    assert all(known.same(p.recorded, p.ours, p.member) for p in align(value, value, known))
