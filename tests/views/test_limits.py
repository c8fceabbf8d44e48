"""How much one network may send: counted behind a key that changes each day."""

from __future__ import annotations

from consult.views.limits import DAY, SendLimit

ADDRESS = "203.0.113.7"


def test_the_key_changes_daily_without_a_fresh_start_and_no_address_is_kept():
    now = [0.0]
    limit = SendLimit(most=2, minutes=10, clock=lambda: now[0])
    first = list(limit._keys)

    now[0] = DAY - 60
    before = [limit.is_used_up(ADDRESS) for _ in range(2)]
    hashed = set(limit._sent)
    now[0] = DAY + 60
    during = [limit.is_used_up(ADDRESS), limit.is_used_up("203.0.113.8")]
    now[0] = DAY + 700
    after = [limit.is_used_up(ADDRESS) for _ in range(3)]

    assert before == [False, False]
    assert during == [True, False]
    assert after == [False, False, True]
    assert len(limit._keys) == 1
    assert limit._keys != first
    # What was sent yesterday is gone, and today's hash of the same address is another one.
    assert not hashed & set(limit._sent)
    assert ADDRESS not in repr(vars(limit))
