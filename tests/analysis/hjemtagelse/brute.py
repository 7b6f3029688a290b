"""Every plan there is, tried one by one, with the refund worked out from scratch.

Slow and plain on purpose: months are looped over, places are handed out one by one, and nothing
is shared with the plan under test but the inputs and ``cost.refusion.refund_oere``.
"""

from __future__ import annotations

from itertools import product

from okonomi.cost.refusion import refund_oere


def best_gain(candidates, homes, payers, first, count):
    """The greatest net gain in øre over ``count`` months from ``first``, and how many plans."""
    by_name = {home.name: home for home in homes}
    ways = []
    for candidate in candidates:
        way = [None]
        for name in candidate.homes:
            way += [(name, opens) for opens in by_name[name].opens]
        if candidate.cheaper is not None:
            way.append("cheaper")
        ways.append(way)
    best, tried = 0, 0
    for plan in product(*ways):
        gain = _gain(plan, candidates, by_name, payers, first, count)
        if gain is not None:
            tried += 1
            best = max(best, gain)
    return best, tried


def _gain(plan, candidates, homes, payers, first, count):
    used, moved = {}, {}
    for choice in plan:
        if isinstance(choice, tuple):
            used[choice] = used.get(choice, 0) + 1
            moved[choice[0]] = moved.get(choice[0], 0) + 1
    if any(number > homes[name].opens[opens] for (name, opens), number in used.items()):
        return None
    if any(homes[n].created and m < homes[n].min_to_open for n, m in moved.items()):
        return None
    total = -sum(_opening(homes[name], first, count) for name in moved if homes[name].created)
    for payer, known in payers.items():
        mine = [
            (choice, candidate)
            for choice, candidate in zip(plan, candidates, strict=True)
            if candidate.payer == payer and choice is not None
        ]
        total += _of_payer(mine, homes, known, first, count)
    return round(total)


def _of_payer(mine, homes, known, first, count):
    gain = 0.0
    for fails in product((False, True), repeat=len(mine)):
        share, saved, anlaeg = 1.0, {}, 0
        for failed, (choice, candidate) in zip(fails, mine, strict=True):
            if choice == "cheaper":
                move, local, forgone, start = candidate.cheaper, None, 0.0, None
            else:
                home = homes[choice[0]]
                move, start = candidate.move, max(candidate.move.start, choice[1], first)
                local = move.local_kr_per_day + home.price_kr_per_day
                forgone = home.forgone_kr_per_day
            start = start or move.start
            local = move.local_kr_per_day if local is None else local
            share *= move.fail_probability if failed else 1 - move.fail_probability
            anlaeg += round(move.anlaeg_kr * 100)
            for n in range(count):
                month = first + n
                since = month.ordinal - start.ordinal
                if since < 0 or (move.until is not None and month > move.until):
                    continue
                amount = 0
                if not (failed and since >= move.fail_after_months):
                    days = month.days_in_month
                    now, here = _parts(move, month)
                    if since >= move.double_months:
                        amount += round((move.present_kr_per_day + now) * days * 100)
                    amount -= round((local + here + forgone) * days * 100)
                    amount += round(move.egenbetaling_kr_per_month * 100)
                if since == 0:
                    amount -= round(move.transition_kr * 100)
                if failed and since == move.fail_after_months:
                    amount -= round(move.return_kr * 100)
                saved[month.year] = saved.get(month.year, 0) + amount
        if share == 0:
            continue
        kept = 0
        for year, amount in saved.items():
            base = known.base_oere.get(year, 0)
            kept += (
                amount - refund_oere(base, known.steps) + refund_oere(base - amount, known.steps)
            )
        gain += share * (kept - anlaeg)
    return gain + sum(_given_back(choice, c, homes, first, count) for choice, c in mine)


def _parts(move, month):
    now = here = 0.0
    for part in move.parts:
        begun = part.first is None or month >= part.first
        if begun and (part.last is None or month <= part.last):
            now += part.present_kr_per_day
            here += part.local_kr_per_day
    return now, here


def _given_back(choice, candidate, homes, first, count):
    if choice == "cheaper":
        return 0
    home, move = homes[choice[0]], candidate.move
    start = max(move.start, choice[1], first)
    holds = returns = 0
    for n in range(count):
        month = first + n
        if month < start or (move.until is not None and month > move.until):
            continue
        paid = round(home.fixed_kr_per_day * month.days_in_month * 100)
        holds += paid
        returns += paid if month < start + move.fail_after_months else 0
    return round((1 - move.fail_probability) * holds + move.fail_probability * returns)


def _opening(home, first, count):
    cost = round(home.opening_kr * 100)
    for opens, number in home.opens.items():
        for n in range(count):
            month = first + n
            if month >= opens:
                cost += number * round(home.fixed_kr_per_day * month.days_in_month * 100)
    return cost
