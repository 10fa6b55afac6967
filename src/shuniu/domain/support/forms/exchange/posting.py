"""Offering and asking in a minute and a half on a phone: four fields first, the rest folds away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import DepartmentForm, YuanField, yuan_of
from shuniu.engines.exchange.models import Group, Need, ResourceKind, Source
from shuniu.kernel.core.fields import DayInput, ListInput
from shuniu.kernel.orgs.fields import BodyField
from shuniu.kernel.orgs.models import Area, Organization

FOLDED = ("groups", "area", "opens_on", "closes_on", "capacity", "value_fen", "conditions", "is_cash", "open_to_all",
          "department", "source")  # fmt: skip


class PostingForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=ResourceKind.choices)
    title = forms.CharField(label=gettext_lazy("一句话"), max_length=80)
    details = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    keeper = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("由哪家枢纽帮忙"), to_field_name="code",
                                    empty_label=None)  # fmt: skip
    body = forms.ModelChoiceField(Organization.objects.none(), label=gettext_lazy("以谁的名义"), required=False,
                                  to_field_name="code", empty_label=gettext_lazy("其他单位或个人"))  # fmt: skip
    body_name = forms.CharField(label=gettext_lazy("单位或姓名"), max_length=120, required=False)
    contact_name = forms.CharField(label=gettext_lazy("联系人"), max_length=60)
    contact_phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}),
                                    help_text=gettext_lazy("只有枢纽看得到，不公开，也不给对方。"))  # fmt: skip
    groups = forms.MultipleChoiceField(label=gettext_lazy("服务谁"), choices=Group.choices, required=False,
                                       widget=forms.CheckboxSelectMultiple)  # fmt: skip
    area = forms.ModelChoiceField(Area.objects.standing().exclude(level="subdistrict"), label=gettext_lazy("在哪里"), required=False,
                                  to_field_name="code", empty_label=gettext_lazy("全市"))  # fmt: skip
    opens_on = forms.DateField(label=gettext_lazy("从哪天起"), widget=DayInput(), required=False)
    closes_on = forms.DateField(label=gettext_lazy("到哪天止"), widget=DayInput(), required=False)
    capacity = forms.IntegerField(label=gettext_lazy("多少人（份）"), min_value=0, max_value=1_000_000, required=False)
    value_fen = YuanField(label=gettext_lazy("金额或折合金额（元）"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, hubs: Any, bodies: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = hubs
        self.fields["body"].queryset = Organization.objects.filter(pk__in=[one.pk for one in bodies])
        if not bodies:
            del self.fields["body"]

    def first(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in FOLDED]

    def folded(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name in FOLDED]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        named = data.get("body") or data.get("unit_name") or data.get("department") or data.get("department_name")
        if not named and not data.get("body_name", "").strip() and "body_name" not in self.errors:
            self.add_error("body_name", _("请写单位或姓名，对方要知道在和谁打交道。"))
        return data

    def facts(self) -> dict[str, Any]:
        """As the actions take them; what was left empty is not said."""
        data = dict(self.cleaned_data)
        data["value_fen"] = data["value_fen"] or None
        data.setdefault("body", None)
        return data


class OfferForm(PostingForm):
    conditions = forms.CharField(label=gettext_lazy("附带条件"), required=False, max_length=300,
                                 help_text=gettext_lazy("没有就不写。不能要名单、要宣传、要先消费。"))  # fmt: skip
    clean_hands = forms.BooleanField(
        label=gettext_lazy("我确认：不登广告，不索要名单和联系方式，不搭售，不以宣传作为条件"),
        error_messages={"required": gettext_lazy("请先确认这一条，平台只接受没有这些附带条件的资源。")},
    )  # fmt: skip
    source = forms.ChoiceField(label=gettext_lazy("您是"), choices=[
        (Source.COMPANY, gettext_lazy("企业")), (Source.MEDIA, gettext_lazy("媒体")),
        (Source.ORGANIZATION, gettext_lazy("社会组织")), (Source.SOCIETY, gettext_lazy("社会人士和其他")),
    ])  # fmt: skip

    field_order = ["kind", "title", "details", "source", "body", "body_name", "contact_name", "contact_phone", "keeper"]

    def first(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in FOLDED or field.name == "source"]

    def folded(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name in FOLDED and field.name != "source"]

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        data.pop("clean_hands")
        return data | {"is_cash": data["kind"] == ResourceKind.MONEY}


class NeedForm(PostingForm):
    asker = forms.ChoiceField(label=gettext_lazy("谁提出"), choices=Need.Asker.choices)
    community = BodyField(
        label=gettext_lazy("替哪个街道、社区登记"), required=False,
        help_text=gettext_lazy("社区自己还没登记的，枢纽听到了先替它记下；写它的全称或编号。项目来了，仍由它自己答应、自己确认。"),
    )  # fmt: skip
    field_order = [
        "kind",
        "title",
        "details",
        "community",
        "asker",
        "body",
        "body_name",
        "contact_name",
        "contact_phone",
        "keeper",
    ]

    def __init__(self, *args: Any, communities: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if communities is None:
            del self.fields["community"]
            return
        self.fields["community"].seen = communities
        # What a hub noted on its walk has nobody to call yet.
        self.fields["contact_name"].required = self.fields["contact_phone"].required = False

    def clean(self) -> dict[str, Any]:
        community = self.cleaned_data.get("community")
        if community is not None:
            self.cleaned_data |= {"body": community, "asker": Need.Asker.COMMUNITY}
        return super().clean()

    def facts(self) -> dict[str, Any]:
        data = super().facts()
        data.pop("community", None)
        return data


class LedgerForm(PostingForm, DepartmentForm):
    """A hub's officer enters what was won: its source, its department, in cash or in kind."""

    source = forms.ChoiceField(label=gettext_lazy("来源"), choices=Source.choices)
    unit_name = forms.CharField(label=gettext_lazy("内设部门"), max_length=60, required=False, widget=ListInput(list),
                                help_text=gettext_lazy("来源是枢纽内部部门的要写：场地、人手、专家、媒体都可以。"))  # fmt: skip
    is_cash = forms.BooleanField(label=gettext_lazy("是现金"), required=False)
    open_to_all = forms.BooleanField(label=gettext_lazy("非会员也可以申请"), required=False, initial=True)
    conditions = forms.CharField(label=gettext_lazy("附带条件"), required=False, max_length=300)
    field_order = [
        "source",
        "body_name",
        "department",
        "new_department",
        "kind",
        "title",
        "details",
        "value_fen",
        "is_cash",
    ]

    def __init__(self, *args: Any, hubs: Any, bodies: list[Organization], units: list[str], **kwargs: Any) -> None:
        super().__init__(*args, hubs=hubs, bodies=[], **kwargs)
        self.fields["unit_name"].widget.names = lambda: units
        for name in ("contact_name", "contact_phone", "department"):
            self.fields[name].required = False
        self.fields["department"].label = gettext_lazy("出资部门")
        self.fields["department"].help_text = gettext_lazy(
            "来源是财政的要写。写了部门，来源就是财政，以后也改不成别的。"
        )


class PostingChangeForm(PostingForm):
    """What may change of an offer or a need: the words, the dates, how many, how much."""

    conditions = forms.CharField(label=gettext_lazy("附带条件"), required=False, max_length=300,
                                 help_text=gettext_lazy("没有就不写。不能要名单、要宣传、要先消费。"))  # fmt: skip
    is_cash = forms.BooleanField(label=gettext_lazy("是现金"), required=False)
    open_to_all = forms.BooleanField(label=gettext_lazy("非会员也可以申请"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = [
        "kind",
        "title",
        "details",
        "opens_on",
        "closes_on",
        "capacity",
        "value_fen",
        "is_cash",
        "groups",
        "area",
    ]

    def __init__(self, row: Any, data: Any = None) -> None:
        names = ("kind", "title", "details", "groups", "opens_on", "closes_on", "capacity", "conditions", "is_cash",
                 "open_to_all")  # fmt: skip
        initial = {name: getattr(row, name, "") for name in names}
        initial |= {"area": row.area.code if row.area else "", "version": row.version,
                    "value_fen": yuan_of(row.value_fen) if row.value_fen else ""}  # fmt: skip
        super().__init__(data, hubs=Organization.objects.none(), bodies=[], initial=initial)
        for name in ("keeper", "body_name", "contact_name", "contact_phone", "key"):
            del self.fields[name]
        if isinstance(row, Need):
            del self.fields["conditions"], self.fields["is_cash"], self.fields["open_to_all"]

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "value_fen": self.cleaned_data["value_fen"] or None}


class MessageForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("留言"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
                           help_text=gettext_lazy("由平台转达，对方看不到你的联系方式。"))  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class DeliveryForm(forms.Form):
    what = forms.CharField(label=gettext_lazy("交付了什么、多少"), max_length=160)
    delivered_on = forms.DateField(label=gettext_lazy("交付日期"), widget=DayInput())
    value_fen = YuanField(label=gettext_lazy("金额或折合金额（元）"),
                          help_text=gettext_lazy("实物和服务按市价折合，没有价值的写 0。"))  # fmt: skip
    is_cash = forms.BooleanField(label=gettext_lazy("是现金"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


class ShareForm(forms.Form):
    share = YuanField(label=gettext_lazy("本枢纽计入多少（元）"))


class TermForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("概念"), max_length=30)
    words = forms.CharField(label=gettext_lazy("同义词"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                            help_text=gettext_lazy("用顿号隔开。"))  # fmt: skip
    broader = forms.CharField(label=gettext_lazy("归在哪个概念下面"), required=False, max_length=30)
    general = forms.BooleanField(label=gettext_lazy("笼统的词，分量轻"), required=False)
