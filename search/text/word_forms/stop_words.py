"""Stop words: the words that a query omits."""

from __future__ import annotations

STOP_WORDS = frozenset(
    """a about above after again against all also am among amongst an and any are as at be because been before being below
    between both but by can could did do does doing during each few for from further had has have having he her here
    hers herself him himself his how i if in into is it its itself just me might more most must my myself no nor not of off
    on once only or other our ours ourselves out over own same shall she should so some such than that the their theirs them
    themselves then there these they this those through to too toward towards under until up upon us very was we were what
    when where whether which while whilst who whom whose why will with would you your yours yourself yourselves
    aren't can't cannot couldn't didn't doesn't don't hadn't hasn't haven't isn't i've mustn't shouldn't that's they're they've
    wasn't weren't we've what's won't wouldn't you're you've http https""".replace("'", "").split()
)
"""Function words and their contractions, and the beginnings of web addresses. A query omits them, except inside a phrase or
if the query has no other words.

"Down" is none, because it is a syndrome and a county, and part of lock down and shut down.
"""
