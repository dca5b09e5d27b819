"""Closed lists of words that stand in any talk and say nothing of its subject: they are never proposed as keywords.

Korean particles and endings are no words in the units already, so its list is short; English has its function words here.
"""

from __future__ import annotations

KOREAN = frozenset(
    """하다 되다 있다 없다 같다 이렇다 그렇다 저렇다 어떻다 이러다 그러다 저러다 어쩌다 아니다 말다 가다 오다 보다 주다 싶다 그러하다
    나다 내다 놓다 두다 들다 대하다 위하다 통하다 관하다 의하다 따르다 말하다 생각하다 얘기하다 이야기하다 모르다 알다
    생각 얘기 이야기 정도 경우 때문 처음 지금 오늘 요즘 그때 이번 다음 사실 자체 부분 느낌 나중 전부 하나 대신 자기 이거 그거 저거
    계속하다 안되다 못하다 아니하다 다니다 나오다 들어가다 나가다 돌아가다 가지다""".split()  # noqa: SIM905 - a list of words
)

ENGLISH = frozenset(
    """a about above across actually after again ago all almost along already also although always am among an and another any anybody
    anyone anything anyway are around as at away back be because been before behind being below between both but by came can
    cannot come could did do does doing done down during each eight either else enough er erm even ever every everybody everyone
    everything exactly few first five for four from get gets getting go goes going gone got had has have having he her here hers
    herself him himself his honestly how hundred i if in into is it its itself just kind know last least less let like lot made
    make makes many may maybe me mean might mine more most much must my myself near need neither never next nine no nobody none
    nor not nothing now of off often oh ok okay on once one only onto or other others our ours ourselves out over own perhaps
    please put quite rather really right said same saw say says see seen seven shall she should since six so some somebody
    someone something sometimes somewhere still such sure take taken ten than that the their theirs them themselves then there
    these they thing think this those though thousand three through till to together too took toward two um under until up upon
    us use used very want was way we well went were what whatever when where whether which while who whole whom whose why will
    with within without would yeah yes yet you your yours yourself""".split()  # noqa: SIM905 - a list of words
)
