"""The accounts of the demo, one or more per role; they exist nowhere else."""

from dataclasses import dataclass

from .access import Department, Role

SHUANGJIANG, QINGLONG, COUNTY = "500235001", "500235002", "500235"
PLACES = {SHUANGJIANG: "双江街道", QINGLONG: "青龙街道", COUNTY: "云阳县"}
PASSWORD = "yunyang-2019-demo"  # noqa: S105  # printed by the demo for everybody to use


@dataclass(frozen=True)
class DemoAccount:
    """A demo user; `region` is a region code."""

    username: str
    name: str
    role: Role
    region: str
    department: str = ""
    password: str = PASSWORD

    @property
    def post(self) -> str:
        """The role, named by its department where it has one."""
        return Department(self.department).label if self.department else self.role.label

    @property
    def place(self) -> str:
        """The county or township the account works in."""
        return PLACES[self.region[: len(SHUANGJIANG)]]


DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("xieguan", "蒲晓兰", Role.COMMUNITY_HELPER, f"{SHUANGJIANG}901"),
    DemoAccount("jingban", "周小敏", Role.CASEWORKER, SHUANGJIANG),
    DemoAccount("jingban2", "谢文静", Role.CASEWORKER, SHUANGJIANG),
    DemoAccount("shenhe", "向建国", Role.TOWNSHIP_OFFICIAL, SHUANGJIANG),
    DemoAccount("qinglong", "冉光明", Role.CASEWORKER, QINGLONG),
    DemoAccount("qlshenhe", "付世荣", Role.TOWNSHIP_OFFICIAL, QINGLONG),
    DemoAccount("minzheng", "谭志远", Role.COUNTY_OFFICER, COUNTY),
    DemoAccount("minzheng2", "邱淑华", Role.COUNTY_OFFICER, COUNTY),
    DemoAccount("caizheng", "何立新", Role.BUREAU, COUNTY, Department.FINANCE),
    DemoAccount("jiaowei", "刘春梅", Role.BUREAU, COUNTY, Department.EDUCATION),
    DemoAccount("jiaowei2", "熊国平", Role.BUREAU, COUNTY, Department.EDUCATION),
    DemoAccount("weijian", "张正华", Role.BUREAU, COUNTY, Department.HEALTH),
    DemoAccount("yibao", "陈丽", Role.BUREAU, COUNTY, Department.MEDICAL_INSURANCE),
    DemoAccount("yibao2", "廖建华", Role.BUREAU, COUNTY, Department.MEDICAL_INSURANCE),
    DemoAccount("renshe", "王国强", Role.BUREAU, COUNTY, Department.HUMAN_RESOURCES),
    DemoAccount("zhujian", "李成", Role.BUREAU, COUNTY, Department.HOUSING),
    DemoAccount("yingji", "杨帆", Role.BUREAU, COUNTY, Department.EMERGENCY),
    DemoAccount("canlian", "彭慧", Role.BUREAU, COUNTY, Department.DISABLED_FEDERATION),
    DemoAccount("shenji", "罗明", Role.AUDITOR, COUNTY),
    DemoAccount("guanli", "牟永强", Role.ADMINISTRATOR, COUNTY),
)
