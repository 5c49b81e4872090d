"""Where the households live: communities made up for each official township, and how many."""

from __future__ import annotations

from itertools import cycle, islice

from yunyang_relief.core.models import COMMUNITY, TOWNSHIP, Region

# How many of the county's urban poor live in a place, roughly; other towns count 1.2, 乡 0.7.
WEIGHTS = {
    "双江街道": 16.0,
    "青龙街道": 12.0,
    "人和街道": 9.0,
    "盘龙街道": 7.0,
    "江口镇": 5.0,
    "高阳镇": 4.0,
    "南溪镇": 4.0,
    "凤鸣镇": 3.5,
    "平安镇": 3.0,
    "云阳镇": 2.5,
    "桑坪镇": 2.5,
    "龙角镇": 2.5,
    "故陵镇": 2.5,
    "红狮镇": 2.0,
    "路阳镇": 2.0,
    "沙市镇": 2.0,
}
# No official list of villages and communities is at hand; codes from 901 on are ours.
FIRST_CODE = 901
NAMES = [
    "云江",
    "杏花",
    "柏杨",
    "望江",
    "桃园",
    "石龙",
    "长岭",
    "新桥",
    "柳塘",
    "白云",
    "梨园",
    "竹园",
    "白果",
    "龙泉",
    "双溪",
    "青杠",
    "凤山",
    "栗林",
    "水井",
    "莲花",
    "枫香",
    "石桥",
    "松林",
    "滨江",
    "云峰",
    "天鹅",
    "高坪",
    "迎春",
    "马槽",
    "团结",
    "金竹",
    "大坪",
    "磨盘",
    "清泉",
    "红旗",
    "桂湾",
    "梅子",
    "新华",
    "铜鼓",
    "朝阳",
]


def make_communities() -> dict[str, list[Region]]:
    """Make two or three communities in every township; return them by township code."""
    names = cycle(NAMES)
    made = {
        township.code: _communities_of(township, names)
        for township in Region.objects.filter(level=TOWNSHIP).order_by("code")
    }
    Region.objects.bulk_create([region for regions in made.values() for region in regions])
    return made


def _communities_of(township: Region, names: cycle[str]) -> list[Region]:
    is_street = township.name.endswith("街道")
    kinds = ("社区", "社区", "社区") if is_street else ("社区", "村")
    return [
        Region(
            code=f"{township.code}{FIRST_CODE + position}",
            name=f"{name}{kind}（演示）",
            level=COMMUNITY,
            is_illustrative=True,
        )
        for position, (name, kind) in enumerate(zip(islice(names, len(kinds)), kinds, strict=True))
    ]


def shares(townships: list[Region], households: int) -> dict[str, int]:
    """Split a number of households among townships by weight; the parts sum to it."""
    weights = {t.code: WEIGHTS.get(t.name, 0.7 if "乡" in t.name else 1.2) for t in townships}
    scale = households / sum(weights.values())
    parts = {code: int(weight * scale) for code, weight in weights.items()}
    by_rest = sorted(weights, key=lambda code: parts[code] - weights[code] * scale)
    for code in by_rest[: households - sum(parts.values())]:
        parts[code] += 1
    return parts
