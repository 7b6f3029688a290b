"""What the forecast is made of: pure functions on arrays, each learning one thing from history.

``spells`` turns bevilling lines into services that begin and end once; ``delays`` learns how late
starts and ends are registered; ``lifetimes`` how long services last; ``inflow`` how many begin;
``prices`` what prices do; ``simulate`` draws years from all of it; ``backtest`` tries it on the
months that have passed. Days are whole numbers since 1970-01-01, months since 1970-01, amounts øre
in float64: a forecast is not exact, only the known figures it is added to are.
"""
