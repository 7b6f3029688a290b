"""Why a piece of the reconciliation is where it is, in a few Danish words, and what to do."""

from __future__ import annotations

import pandas as pd

from okonomi.present import numbers

REMEDIES = {
    "sen": "Bed om regningen til tiden.",
    "ikke_betalt": "Efterspørg regningen, eller afslut bevillingen, hvis ydelsen ikke er givet.",
    "uden_bevilling": "Find bevillingen, eller afvis regningen.",
    "dobbelt": "Kræv beløbet tilbage, hvis regningen er betalt to gange.",
    "uforklaret": "Hold regningen op mod bevillingens pris, antal og datoer.",
}
"""What to do about a category; the others need nothing done."""

UNKNOWN_LAG = 2
"""Months that the bills of a provider without any postings are waited for."""


def usual_lag(posted: pd.DataFrame, providers: pd.Series) -> pd.Series:
    """Months from service to posting, as the provider mostly has it; of two as common the
    shorter."""
    paid = posted[(posted["oere"] > 0) & (posted["lag"] >= 0)]
    counts = paid.groupby(["provider", "lag"]).size().rename("times").reset_index()
    most = counts.sort_values(["times", "lag"], ascending=[False, True]).drop_duplicates("provider")
    own = most.set_index("provider")["lag"]
    return providers.map(own).astype("float64").fillna(UNKNOWN_LAG).astype("int64")


def reason(frame: pd.DataFrame, lines: pd.DataFrame, granted: pd.DataFrame) -> pd.Series:
    """A few words per piece; empty where the category says it all."""
    todo = frame[frame["category"].isin(list(REMEDIES))]
    named = lines[lines["line_id"].isin(todo["line_id"])]
    last = named.sort_values("end", na_position="last", kind="stable")
    own = last.drop_duplicates("line_id", keep="last").set_index("line_id")[["status", "end"]]
    own = own.to_dict("index")
    known = pd.MultiIndex.from_frame(granted[["function_label", "provider"]].drop_duplicates())
    here = pd.MultiIndex.from_frame(todo[["function_label", "provider"]]).isin(known)
    registered = granted.groupby("line")["registered"].min().to_dict()
    unpaid = frame[frame["category"].isin(["ikke_betalt", "afventer"])].dropna(subset=["provider"])
    elsewhere = unpaid.set_index(["function_label", "month", "granted_oere"])["provider"].to_dict()
    texts = []
    for piece, provider_known in zip(todo.itertuples(), here, strict=True):
        line = own.get(piece.line_id)
        other = elsewhere.get((piece.function_label, piece.month, piece.posted_oere))
        if piece.category == "uden_bevilling" and line is None and other is not None:
            texts.append(f"Svarer til en ubetalt bevilling hos {other}: samme leverandør?")
            continue
        texts.append(_words(piece, line, bool(provider_known), registered.get(piece.line_id)))
    return pd.Series(texts, index=todo.index, dtype="str").reindex(frame.index, fill_value="")


def _words(
    piece: object,
    line: dict[str, object] | None,
    provider_known: bool,
    registered: pd.Timestamp | None,
) -> str:
    match piece.category:
        case "sen":
            due = piece.month + pd.DateOffset(months=int(piece.usual) + 1)
            if registered is not None and registered >= due:
                return f"Linjen blev først registreret {numbers.date(registered)}"
            return f"Bogført {_after(piece.lag)}; ellers {_after(piece.usual)}"
        case "ikke_betalt":
            return f"Leverandøren bogføres ellers {_after(piece.usual)}"
        case "uden_bevilling" if line is not None and line["status"] != "bevilget":
            return f"Linjen er kun {line['status']}"
        case "uden_bevilling" if line is not None and line["end"] < piece.month:
            return f"Linjen sluttede {numbers.date(line['end'])}"
        case "uden_bevilling" if line is not None:
            return "Linjen er ikke bevilget i måneden"
        case "uden_bevilling" if provider_known:
            return "Svarer ikke til nogen bevilling hos leverandøren"
        case "uden_bevilling":
            return "Leverandøren har ingen bevilling på funktionen i år"
        case "uforklaret" if piece.months == 0 and piece.posted_oere < 0:
            return "Kreditnota uden en postering, den fører tilbage"
        case "uforklaret" if piece.months == 0:
            return "Bogført uden leverandør"
        case "uforklaret" if piece.unassigned:
            return "Bogført uden leverandør, holdt op mod funktionens øvrige bevillinger"
        case "uforklaret" if piece.posted_oere:
            return "Betalt mere end bevilget"
        case "uforklaret":
            return "Betalt mindre end bevilget"
    return "Måneden er betalt i forvejen"  # dobbelt


def _after(months: float) -> str:
    if months < 1:
        return "i samme måned"
    return "efter 1 måned" if months == 1 else f"efter {int(months)} måneder"
