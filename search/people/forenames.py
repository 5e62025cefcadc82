"""The short forms of forenames, by which members are known and searched for: Liz for Elizabeth."""

from __future__ import annotations

from collections import defaultdict

_FORMS = """
abigail abi, alexander alex, alexandra alex, andrew andy, anthony tony, antony tony, benjamin ben, catherine cathy kate,
charles charlie, charlotte lottie, christine chris, christopher chris, daniel dan danny, david dave, deborah debbie, dominic
dom, donald don, edward ed eddie ted, elizabeth beth liz, frederick fred, geoffrey geoff, gerald gerry, gregory greg, harold
harry, henry harry, jacob jake, jacqueline jackie, james jamie jim, jeffrey jeff, jennifer jen jenny, jessica jess, joanna jo,
jonathan jon, joseph joe jo, joshua josh, judith judy, katherine kate kathy, kathryn kate, kenneth ken, kimberley kim,
lawrence larry, leonard len, margaret maggie, matthew matt, maureen mo, michael mike mick, natalie nat, nicholas nick, nigel
nige, oliver ollie, pamela pam, patricia pat, patrick pat, penelope penny, peter pete, philip phil, phillip phil, raymond ray,
rebecca becky, richard dick rick, robert bob rob, ronald ron, rosalind ros, russell russ, samantha sam, samuel sam, stanley
stan, stephen steve, steven steve, stuart stu, susan sue, suzanne sue, terence terry, theresa terry, thomas tom, timothy tim,
tobias toby, valerie val, victoria vicky, vincent vince, virginia ginny, william bill will, zachary zac
"""


def _other_forms() -> dict[str, frozenset[str]]:
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for group in _FORMS.replace("\n", " ").split(","):
        full, *shorts = group.split()
        for short in shorts:
            forms[full].add(short)
            forms[short].add(full)
    return {form: frozenset(others) for form, others in forms.items()}


OTHER_FORMS = _other_forms()
"""Folded forename -> its short forms, or the forenames that it is short for."""
