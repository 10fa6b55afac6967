from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuniu.domain.network.numbers import PREFIX
from shuniu.domain.network.views.appeal_public import appeal_follow
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.queries import published_of, scores_of
from shuniu.faces.portal.network import picture
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.core.registries import query_states
from shuniu.kernel.orgs.models import (
    Affiliation,
    Appointment,
    Designation,
    Field,
    Organization,
    OrganizationKind,
    present_of,
)
from shuniu.kernel.orgs.queries import hubs_of, merges_within
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import accept_invitation
from shuniu.kernel.record.models import Invitation, QueryNumber
from shuniu.kernel.record.numbers import is_right
from shuniu.kernel.specification.indicators import features, indicators
from shuniu.kernel.specification.models import SIX, Edition, OfficialText, Unit

BACKEND = "shuniu.kernel.people.backends.IdentifierBackend"


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """For those who watch the server: answers when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """Programs that read no page ask for the sign here."""
    return redirect(static("favicon.ico"))


@public
def home(request: HttpRequest) -> HttpResponse:
    active = Designation.objects.valid(request.at)
    counts = {
        "hubs": active.count(),
        "organizations": Organization.objects.known_to(request.user, request.at).count(),
        "ties": Affiliation.objects.confirmed(request.at).filter(is_public=True).count(),
        "units": 93,
        "snapshots": Snapshot.objects.filter(closed_at__isnull=False).count(),
    }
    edition = Edition.objects.of_the_city(local_date(request.at))
    counts["units"] = edition.units.count() if edition else 0
    elements = [
        {"element": element, "count": edition.units.filter(element=element).count() if edition else 0}
        for element in SIX
    ]
    found = Organization.objects.filter(pk__in=active.values("organization")).select_related("field")
    context = {
        "counts": counts, "edition": edition, "elements": elements, "network": picture(),
        "hubs": with_scores(list(found.order_by("sort_key")[:9])),
    }  # fmt: skip
    return render(request, "portal/home.html", context)


def last_published() -> Snapshot | None:
    """The newest quarter whose figures no longer move."""
    return Snapshot.objects.filter(closed_at__isnull=False, period_kind="Q").order_by("-starts_on").first()


def with_scores(hubs: list[Organization]) -> list[dict[str, Any]]:
    """Hubs with the six scores of the last closed period: the running one is not published yet."""
    scores = scores_of([hub.pk for hub in hubs], last_published())
    return [{"hub": hub, "scores": scores[hub.pk]} for hub in hubs]


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, large or usual type, kept on this device."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    if "large" in request.POST:
        response.set_cookie("large", "0" if request.large else "1", 365 * 24 * 3600, samesite="Lax")
    else:
        response.set_cookie("theme", "light" if request.theme == "dark" else "dark", 365 * 24 * 3600, samesite="Lax")
    return response


@public
def specification(request: HttpRequest) -> HttpResponse:
    """The edition in force for the city today, or on the day in `?on=`: a superseded one stays readable under its date."""
    day, problem = _asked_day(request)
    current = Edition.objects.of_the_city(day)
    if current is None:
        problem = problem or (_("%(day)s 还没有施行的规范。") % {"day": day} if request.GET.get("on") else "")
        editions = Edition.objects.filter(published=True)
        return render(request, "portal/specification.html", {"edition": None, "editions": editions, "problem": problem})
    if request.GET.get("on") and not problem:
        return redirect("portal:edition", edition=current.code)
    return _edition_page(request, current, problem=problem)


def _asked_day(request: HttpRequest) -> tuple[date, str]:
    """The day asked for, today without one, and a sentence when it is no day."""
    today = local_date(request.at)  # type: ignore[attr-defined]
    asked = request.GET.get("on", "").strip()
    try:
        return date.fromisoformat(asked) if asked else today, ""
    except ValueError:
        return today, _("日期请写成 2016-07-01 的样子。")


@public
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    return _edition_page(request, get_object_or_404(Edition.objects.filter(published=True), code=edition))


def _edition_page(request: HttpRequest, row: Edition, *, problem: str = "") -> HttpResponse:
    chapters: dict[str, dict[str, Any]] = {}
    declared = {code for _code, one in indicators for code in one.units}
    for unit in row.units.all():
        chapters.setdefault(unit.chapter, {"unit": unit, "units": []})["units"].append(
            {"unit": unit, "computed": unit.code in declared}
        )
    rows = [one["unit"] for chapter in chapters.values() for one in chapter["units"]]
    kinds = Counter(one.get_kind_display() for one in rows)
    context = {
        "edition": row, "replaced": _replaced(row, request.at), "chapters": list(chapters.values()), "units": len(rows), "kinds": kinds.most_common(),
        "editions": Edition.objects.filter(published=True).exclude(pk=row.pk),
        "covered": sum(one.code in declared for one in rows), "problem": problem,
    }  # fmt: skip
    return render(request, "portal/specification.html", context)


def _replaced(row: Edition, at: datetime) -> bool:
    """Whether a later text already holds; one published for a day ahead leaves this one in force till then."""
    return row.valid_to is not None and row.valid_to <= local_date(at)


@public
def clause(request: HttpRequest, code: str) -> HttpResponse:
    """The one address of a clause: its text as it is in force today, for whoever works at a hub in the hub's edition."""
    own = Designation.objects.valid(request.at).filter(organization__in=hubs_of(request.user, request.at))
    mine = Edition.objects.filter(published=True, code__in=own.values("edition_code"), units__code=code).first()
    city = Edition.objects.of_the_city(local_date(request.at))
    found = mine or city
    if found is None or not found.units.filter(code=code).exists():
        raise Http404
    return redirect("portal:unit", edition=found.code, code=code)


@public
def unit(request: HttpRequest, edition: str, code: str) -> HttpResponse:
    """One article or clause: words, gloss, kind, conditions, who acts, its indicators, published values by hub."""
    row = get_object_or_404(Edition.objects.filter(published=True), code=edition)
    found = get_object_or_404(row.units, code=code)
    clauses = row.units.filter(code__startswith=f"{found.article}.") if not found.is_clause else row.units.none()
    script = "zh-Hant" if get_language() == "zh-hant" else "zh-Hans"
    texts = OfficialText.objects.filter(edition=row, code=code)
    official = {text.script: text for text in texts.current()}
    shown = official.get(script) or next(iter(official.values()), None)
    carried = [one for _name, one in features if code in one.units]
    others = Unit.objects.filter(code=code, edition__published=True).exclude(edition=row).select_related("edition")
    neighbours = list(row.units.filter(position__in=[found.position - 1, found.position + 1]))
    context = {
        "edition": row, "replaced": _replaced(row, request.at), "unit": found, "clauses": clauses, "official": shown, "earlier": texts.earlier(), "figures": published_of(code, row.code), "features": carried,
        "others": [(one, _says_the_same(one, found)) for one in others.order_by("-edition__valid_from")],
        "before": next((u for u in neighbours if u.position < found.position), None),
        "after": next((u for u in neighbours if u.position > found.position), None),
        "actors": [ACTORS.get(actor, actor) for actor in found.actors],
        "conditions": [CONDITIONS.get(condition, condition) for condition in found.conditions],
    }  # fmt: skip
    return render(request, "portal/unit.html", context)


def _says_the_same(one: Unit, other: Unit) -> bool:
    """Whether two editions word a unit alike and ask the same of the same bodies."""
    return all(getattr(one, name) == getattr(other, name) for name in ("title", "summary", "kind", "conditions"))


CONDITIONS = {
    "vertical_guidance": gettext_lazy("有上下级指导关系的枢纽"),
    "mass_org": gettext_lazy("人民团体"),
    "mass_org_with_supervisory_status": gettext_lazy("具有业务主管单位资格的人民团体"),
    "non_fiscal_unit": gettext_lazy("非财政拨款的枢纽"),
    "large_coverage": gettext_lazy("覆盖面达到相当规模的枢纽"),
    "functional_hub": gettext_lazy("功能型特征突出的枢纽"),
}
ACTORS = {
    "hub": gettext_lazy("枢纽"),
    "office": gettext_lazy("市级主管办公室"),
    "leading_group": gettext_lazy("领导小组"),
    "organization": gettext_lazy("社会组织"),
    "member": gettext_lazy("会员组织"),
    "non_member": gettext_lazy("非会员组织"),
    "mass_hub": gettext_lazy("群团枢纽"),
    "functional_hub": gettext_lazy("功能型枢纽"),
    "secretary_general": gettext_lazy("秘书长"),
    "liaison": gettext_lazy("信息联络员"),
    "spokesperson": gettext_lazy("新闻发言人"),
    "district": gettext_lazy("区级主管单位"),
    "district_counterpart": gettext_lazy("区对口单位"),
    "subdistrict_counterpart": gettext_lazy("街道对口单位"),
    "gov_dept": gettext_lazy("政府部门"),
    "registrar": gettext_lazy("登记管理机关"),
    "regulator": gettext_lazy("监管部门"),
    "foundation": gettext_lazy("基金会"),
    "public": gettext_lazy("公众"),
    "expert": gettext_lazy("专家"),
    "support_org": gettext_lazy("支持型组织"),
    "platform_org": gettext_lazy("平台型组织"),
    "grassroots_group": gettext_lazy("社区社会组织"),
    "applicant_body": gettext_lazy("申请机构"),
    "incubatee": gettext_lazy("在孵组织"),
    "volunteer_group": gettext_lazy("志愿服务团体"),
    "social_work_agency": gettext_lazy("社工机构"),
    "company": gettext_lazy("企业"),
    "media": gettext_lazy("媒体"),
    "social_enterprise": gettext_lazy("社会企业"),
    "subdistrict": gettext_lazy("街道（乡镇）"),
    "community": gettext_lazy("社区"),
    "trainee": gettext_lazy("学员"),
    "federation": gettext_lazy("联合会"),
    "alliance": gettext_lazy("联盟"),
    "second_level_hub": gettext_lazy("二级枢纽"),
    "group_lead": gettext_lazy("牵头单位"),
    "representative": gettext_lazy("代表人士"),
    "mediator": gettext_lazy("调解员"),
    "mediation_body": gettext_lazy("调解机构"),
    "beneficiary": gettext_lazy("服务对象"),
}


@public
def organizations(request: HttpRequest) -> HttpResponse:
    rows = Organization.objects.visible_to(request.user, request.at).select_related("area", "field")
    text = request.GET.get("q", "").strip()
    rows = rows.search(text).ranked(text) if text else rows.living(local_date(request.at))
    if request.GET.get("kind") in OrganizationKind.values:
        rows = rows.filter(kind=request.GET["kind"])
    if request.GET.get("field"):
        rows = rows.filter(field__code=request.GET["field"])
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {
        "page": page, "text": text, "kinds": OrganizationKind.choices, "fields": Field.objects.all(),
        "narrowed": any(request.GET.get(key) for key in ("q", "kind", "field")),
    }  # fmt: skip
    return render(request, "portal/organizations.html", context)


@public
def organization(request: HttpRequest, code: str) -> HttpResponse:
    gone = Organization.objects.filter(code=code, merged_into__isnull=False).first()
    if gone is not None and present_of(gone).brought_by_id is None:
        address = reverse("portal:organization", args=[present_of(gone).code])
        return HttpResponsePermanentRedirect(f"{address}?was={gone.code}")
    row = get_object_or_404(
        Organization.objects.visible_to(request.user, request.at).select_related("area", "field"), code=code
    )
    ties = Affiliation.objects.confirmed(request.at).filter(organization=row, is_public=True).select_related("hub")
    designation = Designation.objects.valid(request.at).filter(organization=row).select_related("reports_to").first()
    context = {"organization": row, "ties": ties, "designation": designation, "former": row.former_names.all(),
               "was": next((one.gone for one in merges_within(row) if one.gone.code == request.GET.get("was")), None)}  # fmt: skip
    if designation:
        members = Affiliation.objects.confirmed(request.at).filter(hub=row, is_public=True)
        context |= {"scores": with_scores([row])[0]["scores"], "members": members.count(), "snapshot": last_published()}
    return render(request, "portal/organization.html", context)


@public
def hubs(request: HttpRequest) -> HttpResponse:
    rows = (
        Designation.objects.valid(request.at)
        .select_related("organization", "field", "reports_to")
        .order_by("level", "organization__sort_key")
    )
    designations = list(rows)
    shown = with_scores([row.organization for row in designations])
    levels: dict[str, list[dict[str, Any]]] = {}
    for row, one in zip(designations, shown, strict=True):
        levels.setdefault(row.get_level_display(), []).append({"designation": row, **one})
    return render(request, "portal/hubs.html", {"levels": levels.items(), "total": len(designations)})


@public
def query(request: HttpRequest) -> HttpResponse:
    """A matter by its query number: the state only, no contents. An appeal's number opens its own page."""
    number = (request.POST.get("number") or request.GET.get("number", "")).strip().upper()
    if number.startswith(f"{PREFIX}-"):
        return appeal_follow(request) if request.method == "POST" else redirect("appeals:follow")
    found, problem = None, ""
    if number and not is_right(number):
        problem = _("这个编号有一位不对，请对照回执再输一遍。")
    elif number:
        row = QueryNumber.objects.filter(number=number).first()
        if row is None:
            problem = _("没有查到这个编号。刚提交的事项，请过几分钟再查。")
        else:
            teller = query_states.get(row.subject_type)
            found = {"number": row, "state": teller(subject_id=row.subject_id, at=request.at) if teller else None}
    return render(request, "portal/query.html", {"number": number, "found": found, "problem": problem})


class JoinForm(forms.Form):
    username = forms.CharField(label=gettext_lazy("用户名"), min_length=2, max_length=60)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("手机号"), required=False, max_length=20)
    password = forms.CharField(
        label=gettext_lazy("密码"),
        widget=forms.PasswordInput,
        min_length=10,
        help_text=gettext_lazy("至少 10 个字符。"),
    )


@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation, with a new account or the one signed in."""
    invitation = get_object_or_404(Invitation.objects.select_related("organization"), token=token)
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST":
        try:
            if request.user.is_authenticated:
                accept_invitation(invitation, user=request.user, at=request.at)
                return redirect("desk:home")
            if form.is_valid():
                user = accept_invitation(invitation, at=request.at, **form.cleaned_data)
                login(request, user, backend=BACKEND)
                messages.success(request, _("欢迎，你已加入%(body)s。") % {"body": invitation.organization.name})
                return redirect("desk:home")
        except ValidationError as error:
            form.is_valid()
            form.add_error(None, error)
    open_now = invitation.withdrawn_at is None and invitation.ends_on > local_date(request.at)
    state = "used" if invitation.accepted_at else "open" if open_now else "over"
    return render(request, "portal/join.html", {"form": form, "invitation": invitation, "state": state})


@public
def demo(request: HttpRequest) -> HttpResponse:
    """One click signs in as any role of the demo city; not there anywhere else."""
    if not settings.DEMO:
        raise Http404
    accounts = User.objects.filter(username__contains=".", is_active=True, is_system=False).order_by("pk")
    if request.method == "POST":
        user = get_object_or_404(accounts, username=request.POST.get("username", ""))
        login(request, user, backend=BACKEND)
        return redirect("desk:home")
    posts = Appointment.objects.valid(request.at).filter(person__in=accounts).select_related("person", "organization")
    roles: dict[int, list[Appointment]] = {}
    for post in posts:
        roles.setdefault(post.person_id, []).append(post)
    rows = [{"user": user, "posts": roles.get(user.pk, []), "tries": TRIES.get(user.username, "")} for user in accounts]
    context = {"rows": [row for row in rows if row["tries"]], "others": [row for row in rows if not row["tries"]]}
    return render(request, "portal/demo.html", context)


TRIES = {
    "hub.officer": gettext_lazy("核对并报送刚开的例会，答复征来的议题，追一追还没确认的成员，补一份被退回的报告。"),
    "hub.head": gettext_lazy("审签、报送、确认自查，决定入会申请，答复二级枢纽的协调请求。"),
    "hub.clerk": gettext_lazy("导入名录，核对成员资料，登记到会，记一次工作联系。"),
    "office.officer": gettext_lazy("在驾驶舱看 36 家枢纽，审阅报告，答复快到期的请求，催办。"),
    "office.head": gettext_lazy("从热力图点到每个数字的依据，答复未开例会的说明。"),
    "district.officer": gettext_lazy("按本区的工作细则看本区枢纽，审阅三份报告。"),
    "district.head": gettext_lazy("看本区枢纽，定本区的期限。"),
    "second.officer": gettext_lazy("报送二级枢纽的例会，向所属枢纽提协调请求。"),
    "second.head": gettext_lazy("审签纪要，报送例会情况。"),
    "counterpart.officer": gettext_lazy("区级对应机构：确认走访，反馈市里下达的任务。"),
    "subdistrict.officer": gettext_lazy("街道对应机构：填自己的数据，上报请求，所有来要数的都在一页。"),
    "org.secretary": gettext_lazy("回复会议邀请，看议题有没有列入议程，提一个新议题。"),
    "org.head": gettext_lazy("核对本单位资料，确认或否认枢纽的名录。"),
    "org.liaison": gettext_lazy("两家枢纽把你单位列入名录，去确认或说明不是；再答复一份入会邀请。"),
}
