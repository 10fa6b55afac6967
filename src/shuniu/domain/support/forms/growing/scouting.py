from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.growing import CandidateNote, Cultivation, IncubationCenter, Mode
from shuniu.engines.exchange.models import Need
from shuniu.kernel.core.fields import DayInput
from shuniu.kernel.orgs.fields import BodyField


class NeedField(forms.ModelChoiceField):
    """A need on record, with the day it was recorded."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Need.objects.none(), empty_label="—", **more)

    def label_from_instance(self, need: Need) -> str:
        return f"{need.posted_at:%Y-%m-%d} {need.title}"


class NoteForm(forms.Form):
    organization = BodyField(label=gettext_lazy("组织"))
    seen = forms.ChoiceField(label=gettext_lazy("怎么发现的"), choices=CandidateNote.Seen.choices)
    potential = forms.CharField(label=gettext_lazy("好在哪里，还缺什么"), widget=forms.Textarea(attrs={"rows": 4}))
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].seen = seen


class NominateForm(forms.Form):
    reasons = forms.CharField(label=gettext_lazy("提名理由"), widget=forms.Textarea(attrs={"rows": 4}))
    need = NeedField(
        label=gettext_lazy("为哪条需求"),
        required=False,
        help_text=gettext_lazy("只列注意到这家组织以前登记的需求；没有关联就不能审定通过。"),
    )

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs


class LinkForm(forms.Form):
    need = NeedField(label=gettext_lazy("为哪条需求"))

    def __init__(self, *args: Any, needs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs


class DecisionForm(forms.Form):
    decision = forms.CharField(label=gettext_lazy("审定意见"), widget=forms.Textarea(attrs={"rows": 3}))


class HandOverForm(forms.Form):
    help = forms.ChoiceField(label=gettext_lazy("转入"), choices=Cultivation.Help.choices)
    center = forms.ModelChoiceField(IncubationCenter.objects.none(), label=gettext_lazy("孵化中心"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("方式"), choices=Mode.choices, required=False)
    ends_on = forms.DateField(label=gettext_lazy("孵化期到"), widget=DayInput(), required=False)
    coach = forms.CharField(label=gettext_lazy("辅导人"), max_length=80, required=False)
    coaching = forms.CharField(label=gettext_lazy("辅导安排"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["center"].queryset = centers
        self.fields["center"].help_text = _("转入孵化才选；转入辅导的写辅导人和安排。")
