"""Households over the API: protected values as masks, members nested."""

from __future__ import annotations

from rest_framework import serializers

from yunyang_relief.core import clock

from .models import Condition, Disability, Household, Membership, Person


class ConditionSerializer(serializers.ModelSerializer[Condition]):
    """成员基本状况及其核实状态。"""

    class Meta:
        model = Condition
        fields = (
            "marriage",
            "education",
            "health",
            "labour",
            "occupation",
            "insurance",
            "source",
            "verification",
        )


class DisabilitySerializer(serializers.ModelSerializer[Disability]):
    """残疾类别、等级及其核实状态。"""

    class Meta:
        model = Disability
        fields = ("kind", "grade", "valid_until", "source", "verification")


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """家庭成员；号码一律遮盖。"""

    name = serializers.CharField(source="person.name", label="姓名")
    id_number = serializers.CharField(source="person.id_number", label="公民身份号码（遮盖）")
    phone = serializers.CharField(source="person.phone", label="联系电话（遮盖）")
    sex = serializers.ChoiceField(
        source="person.sex", choices=Person._meta.get_field("sex").choices or (), label="性别"
    )
    born_on = serializers.DateField(source="person.born_on", label="出生日期")
    age = serializers.SerializerMethodField(label="周岁")
    relation_label = serializers.CharField(source="get_relation_display", label="与户主关系名称")
    condition = ConditionSerializer(allow_null=True)
    disability = DisabilitySerializer(allow_null=True)

    class Meta:
        model = Membership
        fields = (
            "uid",
            "name",
            "id_number",
            "phone",
            "sex",
            "born_on",
            "age",
            "relation",
            "relation_label",
            "unit",
            "since",
            "condition",
            "disability",
        )

    def get_age(self, member: Membership) -> int:
        return member.person.age_on(clock.today())


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    """住户及其现有成员。"""

    head_name = serializers.CharField(source="head.name", label="户主")
    region_name = serializers.CharField(source="region.name", label="村（社区）")
    members = MemberSerializer(source="present_members", many=True, label="现有成员")

    class Meta:
        model = Household
        fields = (
            "id",
            "uid",
            "number",
            "head_name",
            "region",
            "region_name",
            "opened_on",
            "closed_on",
            "surveyed",
            "updated_at",
            "members",
        )
