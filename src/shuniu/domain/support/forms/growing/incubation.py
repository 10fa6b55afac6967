from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.growing import (
    ExitCriterion,
    IncubationApplication,
    IncubationCenter,
    IntakeRound,
    MentorSession,
    PlaceCheck,
)
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.core.forms import RowForm
from shuniu.kernel.orgs.fields import OwnBodyField
from shuniu.kernel.people.models import User


class CenterForm(RowForm):
    criteria = forms.CharField(
        label=gettext_lazy("出壳标准"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行一条，期满逐条评：全部达到才算出壳。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    class Meta:
        model = IncubationCenter
        fields = ["name", "place", "places", "services", "house_rules"]
        widgets = {"services": forms.Textarea(attrs={"rows": 4}), "house_rules": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.criteria.filter(retired_at__isnull=True)
            self.initial |= {"version": self.instance.version, "criteria": "\n".join(row.text for row in rows)}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "place", "places", "services", "house_rules", "criteria")}  # fmt: skip


class RoundForm(RowForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    class Meta:
        model = IntakeRound
        fields = ["title", "criteria", "offered", "takes_virtual", "opens_on", "closes_on"]
        widgets = {"criteria": forms.Textarea(attrs={"rows": 5}), "opens_on": DayInput(), "closes_on": DayInput()}


class StayApplicationForm(RowForm):
    organization = OwnBodyField(label=gettext_lazy("申请单位"))

    class Meta:
        model = IncubationApplication
        fields = ["mode", "work", "difficulties", "goals", "team_size"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("work", "difficulties", "goals")}

    field_order = ["organization"]

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].offer(bodies)


class DecideForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("对照公布的标准写，申请单位会看到。")
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("孵化期到"),
        widget=DayInput(),
        required=False,
        help_text=gettext_lazy("入选才填；空着按一年。"),
    )


class PlanForm(forms.Form):
    plan = forms.CharField(
        label=gettext_lazy("孵化计划"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("起点、目标、要补的能力、谁来帮。改动以后要组织重新认可。"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class MentorForm(forms.Form):
    person = forms.EmailField(
        label=gettext_lazy("导师的登录邮箱"), help_text=gettext_lazy("导师要先有账号；没有的请先邀请。")
    )
    strength = forms.CharField(label=gettext_lazy("擅长"), max_length=80, required=False)

    def clean_person(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["person"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有用这个邮箱的账号，请核对，或先邀请导师开通账号。"))
        return found


class SessionForm(RowForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    class Meta:
        model = MentorSession
        fields = ["mentor", "held_on", "hours", "topic", "advice"]
        widgets = {"held_on": DayInput(), "advice": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, mentors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors
        self.fields["mentor"].label = _("导师")
        self.fields["mentor"].empty_label = None


class MilestoneForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("里程碑"), max_length=120)
    due_on = forms.DateField(label=gettext_lazy("期限"), widget=DayInput())


class ExtendForm(forms.Form):
    ends_on = forms.DateField(label=gettext_lazy("延到哪天"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("延期理由"), max_length=200)


class PlaceCheckForm(forms.Form):
    seen_on = forms.DateField(label=gettext_lazy("日期"), widget=DayInput())
    finding = forms.ChoiceField(label=gettext_lazy("看到什么"), choices=PlaceCheck.Finding.choices)
    note = forms.CharField(
        label=gettext_lazy("情况"), max_length=200, required=False, help_text=gettext_lazy("别人在用的，写明是谁。")
    )


class FollowUpForm(forms.Form):
    looked_on = forms.DateField(label=gettext_lazy("回访日期"), widget=DayInput())
    is_active = forms.TypedChoiceField(
        label=gettext_lazy("现在怎样"), coerce=lambda value: value == "yes",
        choices=[("yes", gettext_lazy("仍在正常开展活动")), ("no", gettext_lazy("已经停了"))],
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("近况"), widget=forms.Textarea(attrs={"rows": 3}))


class ExitForm(forms.Form):
    """Every criterion is judged: met or not, and on what ground."""

    held_on = forms.DateField(label=gettext_lazy("评审日期"), widget=DayInput())
    reviewers = forms.CharField(
        label=gettext_lazy("评审人"),
        max_length=200,
        help_text=gettext_lazy("写姓名和单位；带过这家组织的导师不参加评审。"),
    )
    summary = forms.CharField(label=gettext_lazy("评审意见"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, criteria: list[ExitCriterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for row in criteria:
            self.fields[f"met_{row.pk}"] = forms.ChoiceField(
                label=row.text, choices=[("", "—"), ("yes", _("达到")), ("no", _("没有达到"))]
            )
            self.fields[f"note_{row.pk}"] = forms.CharField(label=_("依据"), max_length=200, required=False)

    def met(self) -> dict[int, tuple[bool, str]]:
        data = self.cleaned_data
        return {row.pk: (data[f"met_{row.pk}"] == "yes", data[f"note_{row.pk}"]) for row in self.criteria}
