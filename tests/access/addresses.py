"""An address for every URL of the product, with objects of the first hub; a URL without one fails the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from shuniu.domain.meetings.models import (
    Mechanism,
    MechanismRun,
    MeetingException,
    Resolution,
    SecretaryMeeting,
    TopicCall,
    TopicProposal,
)
from shuniu.domain.network.actions import raise_appeal
from shuniu.domain.network.models import (
    ConfirmationLink,
    CooperationIntent,
    Counterpart,
    Engagement,
    Issue,
    JoiningConditions,
    MembershipApplication,
    MembershipInvitation,
    SignedSheet,
    SupervisionApplication,
    VerticalTask,
)
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.domain.registry.actions import add_columns, ask_for_cards, bring_roster, make_answer_links, make_request
from shuniu.domain.registry.models import (
    AnswerLink,
    CardConfirmation,
    DataRequest,
    DuplicatePair,
    Judgement,
    LiaisonNews,
    LiaisonQuery,
    RegistrarList,
    RequestAnswer,
)
from shuniu.domain.registry.models import SignedSheet as SignedCards
from shuniu.engines.gatherings.models import Invitee
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.faces.cli.demo import open_work
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation, Appointment, Area, Designation, FactChange, Merge
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Attachment, Invitation, ListTemplate, Notice, SavedView
from shuniu.kernel.specification.models import Edition
from tests.access import support_desk
from tests.access.addresses_exchange import EXCHANGE, exchange_addresses
from tests.access.growing import GROWING, growing_addresses
from tests.access.together import TOGETHER, together_addresses
from tests.city import City

# Pages of django-allauth and of Django itself: their own tests cover them.
FOREIGN = ("account_", "mfa_", "usersessions_", "set_language")
ROSTER = "名称,统一社会信用代码,类型\n云州市新苗服务中心,,社区社会组织\n".encode()


def names() -> Iterator[str]:
    """Every name of a URL of ours, as `app:name`."""

    def walk(resolver: Any, space: str) -> Iterator[str]:
        for part in resolver.url_patterns:
            if hasattr(part, "url_patterns"):
                yield from walk(part, part.namespace or space)
            else:
                yield f"{space}:{part.name}" if space else part.name

    for name in walk(get_resolver(), ""):
        if not name.startswith(FOREIGN):
            yield name


class Scene:
    """The fixture city with one object of each kind at the first hub."""

    def __init__(self, city: City) -> None:
        self.city, self.hub, at = city, city.hub, city.now
        demo = open_work_city(city)
        open_work.fill(demo)
        officer, head = city.user("hub.officer"), city.user("hub.head")
        self.meeting = SecretaryMeeting.objects.get(host=self.hub, gathering__title="“夜间服务站点”专题沙龙")
        self.called = SecretaryMeeting.objects.filter(host=self.hub, topics_until__isnull=False).latest("pk")
        self.held = SecretaryMeeting.objects.filter(host=self.hub, report__state="ACCEPTED").latest("pk")
        self.roster = bring_roster(self.hub, file_name="新名录.csv", content=ROSTER, by=officer, at=at)
        self.invitation = Invitation.objects.create(
            organization=self.hub, role="officer", name="新同事", token="invitation-of-access", invited_by=head, invited_at=at,
            ends_on=local_date(at) + timedelta(days=7),
        )  # fmt: skip
        self.claim = Affiliation.objects.filter(hub=self.hub).first()
        self.link, _made = ConfirmationLink.objects.update_or_create(
            affiliation=self.claim,
            defaults={"token": "link-of-access", "made_at": at, "ends_on": local_date(at) + timedelta(days=90)},
        )
        self.attachment = Attachment.objects.create(
            owner=self.hub, subject_type="oversight.statement", name="台账.pdf", media_type="application/pdf", size=9,
            digest="0" * 64, file=ContentFile(b"%PDF-1.4\n", name="台账.pdf"), added_by=officer, added_at=at,
        )  # fmt: skip
        self.notice = Notice.objects.filter(user=officer).first() or Notice.objects.create(
            user=officer, kind="report_accepted", facts={"meeting": "例会"}, key="access", created_at=at
        )
        self.view = SavedView.objects.create(user=officer, page="registry:list", name="基金会", query="kind=foundation")
        post = Appointment.objects.get(person=officer, organization=self.hub)
        self.post = post
        # From tomorrow: a clerk who stands in today would do all that the officer may.
        self.substitution = post.substitutions.create(
            substitute=city.user("hub.clerk"),
            reason="休假",
            valid_from=local_date(at) + timedelta(days=1),
            valid_to=local_date(at) + timedelta(days=3),
        )
        self.paper = Attachment.objects.create(
            owner=self.hub, subject_type="meetings.secretarymeeting", subject_id=self.meeting.pk, name="材料.pdf",
            media_type="application/pdf", size=9, digest="1" * 64, file=ContentFile(b"%PDF-1.4\n", name="材料.pdf"),
            added_by=officer, added_at=at,
        )  # fmt: skip
        self.intent = CooperationIntent.objects.filter(hub=self.hub, second=city.member).latest("pk")
        self.intent.paper = self.paper
        self.intent.save(update_fields=["paper"])
        self.appeal, _number = raise_appeal(
            self.hub, key="access", subject="夜间场地", text="没有地方开活动", name="", contact_name="王桂兰", phone="138",
            organization=city.member, by=city.user("org.secretary"), at=at,
            files=[SimpleUploadedFile("现场.txt", "照片说明".encode())],
        )  # fmt: skip
        self.intake = SupervisionApplication.objects.filter(hub=self.hub, decided_at__isnull=True).first()
        self.intake.checks.update(paper=self.paper)
        self.decided = SupervisionApplication.objects.filter(hub=self.hub, decided_at__isnull=False).first()
        self.issue = Issue.objects.filter(hub=self.hub).exclude(state="DRAFT").first()
        self.request = CoordinationRequest.objects.filter(hub=self.hub).first()
        self.enclosure = Attachment.objects.create(
            owner=self.hub, subject_type="oversight.coordinationrequest", subject_id=self.request.pk, name="附件.pdf",
            media_type="application/pdf", size=9, digest="2" * 64, file=ContentFile(b"%PDF-1.4\n", name="附件.pdf"),
            added_by=officer, added_at=at,
        )  # fmt: skip
        self.call, _made = TopicCall.objects.get_or_create(
            meeting=self.called, organization=city.member, defaults={"token": "call-of-access", "sent_at": at}
        )
        self.linked = TopicProposal.objects.create(
            meeting=self.called, organization=city.member, kind="problem", title="凭链接提的", proposed_at=at, by_link=True,
            proposer_name="王桂兰，会长",
        )  # fmt: skip
        self.mechanism = Mechanism.objects.filter(host=self.hub).exclude(kind=Mechanism.Kind.SECRETARY_MEETING).first()
        self.run = MechanismRun.objects.filter(mechanism__host=self.hub).first()
        member = city.member
        self.change = FactChange.objects.create(
            organization=member, key="name", old=member.name, new=f"{member.name}（新）", source="roster", body=self.hub,
            on=local_date(at), at=at, by=officer,
        )  # fmt: skip
        self._joining(officer, head, at)
        self.template = ListTemplate.objects.create(
            body=self.hub, name="花名册", kind="xlsx", fields=["名称"], digest="0" * 64, added_by=officer, added_at=at,
            file=ContentFile(b"x", name="花名册.xlsx"),
        )  # fmt: skip
        self.pair = DuplicatePair.objects.visible_to(officer, at).waiting().first()
        self.judged = Judgement.objects.visible_to(officer, at).get(verdict="different")
        self.merged = Merge.objects.get(judgement__by=officer)
        self.asked = DataRequest.objects.get(asker=self.hub)
        make_answer_links(self.asked, by=officer, at=at)
        self.answer_link = AnswerLink.objects.filter(answer__request=self.asked).first()
        self.asked_draft = make_request(
            self.hub, title="拟订中的表", purpose="试", due_on=local_date(at) + timedelta(days=30), many_rows=False,
            key="access", by=officer, at=at,
        )  # fmt: skip
        [self.column] = add_columns(self.asked_draft, headings=["场地面积（平方米）"], by=officer, at=at)
        self.answer = RequestAnswer.objects.get(body=self.hub, request__state="OPEN")
        self.resolution = Resolution.objects.filter(meeting=self.held).first()
        Resolution.objects.filter(pk=self.resolution.pk).update(owner=city.member)
        until = local_date(at) + timedelta(days=20)
        self.campaign = ask_for_cards(self.hub, title="核对", whom="tied", ends_on=until, by=officer, at=at)
        sheet = SignedCards.objects.create(
            hub=self.hub,
            campaign=self.campaign,
            scan=self.paper,
            signed_on=local_date(at),
            entered_by=officer,
            entered_at=at,
        )
        self.confirmation = CardConfirmation.objects.create(
            organization=member, way="sheet", on=local_date(at), at=at, said_by="某某", sheet=sheet, to_check=True
        )
        said = RegistrarList.objects.create(
            hub=self.hub, roster=self.roster, as_of=local_date(at), compared_at=at, compared_by=officer
        )
        self.said = said.values_said.create(organization=member, key="address", value="别处", as_of=local_date(at))
        self.liaison = Appointment.objects.filter(role="liaison_officer", organization__ties__hub=self.hub).first()
        talk = {"hub": self.hub, "organization": member, "title": "人数"}
        self.query = LiaisonQuery.objects.create(**talk, asked_by=officer, asked_at=at, due_on=until)
        self.news = LiaisonNews.objects.create(
            **talk, text="有", happened_on=local_date(at), sent_by=officer, sent_at=at
        )
        self.counterpart = Counterpart.objects.get(
            hub=self.hub, body__appointments__person__username="subdistrict.officer"
        )
        self.task = VerticalTask.objects.filter(counterpart=self.counterpart, direction="down").first()
        self.exception = MeetingException.objects.create(
            host=self.hub, period_code="2025Q1", reason="换届", filed_at=at
        )  # fmt: skip

    def _joining(self, officer: User, head: User, at: Any) -> None:
        """An application with a paper, an invitation and a signed sheet of the member."""
        member, file = (
            self.city.member,
            {"media_type": "application/pdf", "size": 9, "added_by": officer, "added_at": at},
        )
        conditions = JoiningConditions.objects.get(hub=self.hub, ended_at__isnull=True)
        self.application = MembershipApplication.objects.create(
            hub=self.hub, organization=member, conditions=conditions, token="application-of-access", name=member.name,
            kind=member.kind, state="FILED", started_at=at, saved_at=at, filed_at=at, complete_at=at, consented_at=at,
            due_on=local_date(at) + timedelta(days=20),
        )  # fmt: skip
        self.scan = Attachment.objects.create(
            owner=self.hub, subject_type="network.membershipapplication", subject_id=self.application.pk, name="章程.pdf",
            digest="3" * 64, file=ContentFile(b"%PDF-1.4\n", name="章程.pdf"), **file,
        )  # fmt: skip
        self.offer = MembershipInvitation.objects.create(
            hub=self.hub, organization=member, conditions=conditions, token="offer-of-access", invited_by=head, invited_at=at,
            ends_on=local_date(at) + timedelta(days=30),
        )  # fmt: skip
        sheet = Attachment.objects.create(
            owner=self.hub, subject_type="", name="签字表.pdf", digest="4" * 64,
            file=ContentFile(b"%PDF-1.4\n", name="签字表.pdf"), **file,
        )  # fmt: skip
        self.engagement = Engagement.objects.create(
            hub=self.hub, organization=member, type="training", happened_on=local_date(at), entered_by=officer, entered_at=at,
            key="engagement-of-access", token="engagement-of-access", ends_on=local_date(at) + timedelta(days=30),
            judged_on=local_date(at) + timedelta(days=30),
        )  # fmt: skip
        self.sheet = SignedSheet.objects.create(
            hub=self.hub,
            paper=sheet,
            signed_on=local_date(at),
            key="sheet-of-access",
            entered_by=officer,
            entered_at=at,
        )

    def addresses(self) -> dict[str, list[Any]]:
        """`app:name` → the arguments of one address of the first hub."""
        hub, held = self.hub, self.held.pk
        edition = Edition.objects.get(based_on__isnull=True)
        snapshot = Snapshot.objects.order_by("-starts_on").first()
        value = IndicatorValue.objects.get(snapshot=snapshot, hub=hub, code="OPN-2").pk
        designation = Designation.objects.get(organization=hub, valid_to__isnull=True).pk
        invitee = Invitee.objects.get(gathering=self.meeting.gathering, organization=self.city.member)
        entry = self.held.gathering.roll.first().pk
        member = self.city.member.code
        area = Area.objects.filter(level="district").values_list("pk", flat=True)[0]
        return {
            **{name: [] for name in (*PLAIN, *GROWING, *TOGETHER, *EXCHANGE)},
            **support_desk.addresses(self.city),
            "portal:edition": [edition.code], "portal:unit": [edition.code, "A14.4"], "portal:clause": ["A14.4"], "portal:organization": [member],
            "portal:join": [self.invitation.token], "desk:attachment": [self.attachment.pk],
            "desk:read-notice": [self.notice.pk], "desk:drop-view": [self.view.pk], "desk:invite": [hub.code],
            "desk:invitation": [self.invitation.pk], "desk:hand-over": [hub.code, self.city.user("hub.clerk").pk],
            "desk:substitute": [self.post.pk], "desk:end-appointment": [self.post.pk],
            "desk:list-templates": ["registry-list"],
            **{f"desk:template-{step}": ["registry-list", self.template.pk] for step in ("fill", "drop")},
            "desk:end-substitution": [self.substitution.pk], "desk:appoint": [hub.code],
            "registry:organization": [member], "registry:facts": [member], "registry:organization-end": [member], "registry:change-object": [self.change.pk],
            **{f"registry:roster{step}": [self.roster.pk] for step in ("", "-columns", "-correct", "-import", "-undo", "-failing")},
            **{f"registry:campaign{step}": [self.campaign.pk] for step in ("", "-letters", "-export", "-sheet")},
            **{f"registry:confirmation-{step}": [self.confirmation.pk] for step in ("check", "withdraw")},
            "registry:card-link": [self.campaign.asks.get(organization=self.city.member).token],
            "registry:registrar-act": [self.said.pk], "registry:roster-compare": [self.roster.pk],
            "registry:training": [self.liaison.pk], "registry:liaison-name": [member], "registry:query": [self.query.pk],
            "registry:news-note": [self.news.pk],
            "registry:pair-propose": [member], "registry:duplicate": [self.pair.pk], "registry:merge": [self.merged.pk],
            "registry:judgement-withdraw": [self.judged.pk],
            **{f"registry:request{step}": [self.asked.pk] for step in ("", "-act", "-chase", "-table", "-export", "-letters")},
            **{f"registry:request-{step}": [self.asked_draft.pk] for step in ("change", "columns", "bodies", "send")},
            "registry:request-column": [self.asked_draft.pk, self.column.pk],
            "registry:answer-link": [self.answer_link.token],
            "registry:request-document": [self.asked.pk, "docx"],
            "registry:answer": [self.answer.pk], "registry:answer-template": [self.answer.pk],
            **{f"network:{step}": [self.counterpart.pk] for step in ("counterpart", "visit-record", "task-ask")},
            "network:task": [self.task.pk],
            "network:tie": [self.claim.pk], "network:confirm": [self.link.token],
            "network:tie-data": [self.claim.pk], "network:conditions": [hub.code],
            "network:apply": [self.application.token], "network:apply-paper": [self.application.token, self.scan.pk],
            "network:invitation": [self.offer.token], "network:application": [self.application.pk],
            "network:application-paper": [self.application.pk, self.scan.pk],
            "network:engagement": [self.engagement.pk], "network:contact": [self.engagement.token],
            "network:sheet": [self.sheet.pk], "network:sheet-paper": [self.sheet.pk],
            "network:intent": [self.intent.pk], "network:intent-paper": [self.intent.pk],
            "network:intake": [self.intake.pk], "network:intake-letter": [self.decided.pk, "docx"],
            "network:intake-paper": [self.intake.pk, self.intake.checks.filter(paper__isnull=False).first().pk],
            "intake:case": [self.intake.token], "intake:letter": [self.decided.token, "docx"], "intake:apply": [hub.code],
            "network:appeal": [self.appeal.pk], "network:appeal-file": [self.appeal.pk, 1],
            "network:own-appeal": [self.appeal.pk], "appeals:values": [hub.code],
            **{f"network:issue{step}": [self.issue.pk] for step in ("", "-change")}, "network:issue-letter": [self.issue.pk, "docx"],
            **{f"meetings:{step}": [self.meeting.pk] for step in MEETING},
            **{f"meetings:mechanism{step}": [self.mechanism.pk] for step in ("", "-change", "-end")},
            "meetings:run-withdraw": [self.run.pk], "meetings:topic-call": [self.called.pk],
            "meetings:topic-link": [self.call.token], "meetings:material": [self.meeting.pk, self.paper.pk],
            "meetings:answer-calendar": [invitee.token], "meetings:answer-material": [invitee.token, self.paper.pk],
            "meetings:layout": [held, "minutes"], "meetings:topic-propose": [self.called.pk],
            "meetings:topic-answer": [TopicProposal.objects.filter(meeting=self.called, answer="waiting").first().pk],
            "meetings:topic-confirm": [self.linked.pk],
            "meetings:invitation-answer": [self.meeting.pk, invitee.pk], "meetings:roll-remove": [held, entry],
            **{f"meetings:{step}": [held] for step in ("minutes", "resolution-record", "report")},
            **{
                f"meetings:resolution{step}": [self.resolution.pk]
                for step in ("", "-change", "-progress", "-close", "-reopen")
            },
            "meetings:document": [held, "minutes", "docx"], "meetings:exception": [self.exception.pk],
            "meetings:door": [self.meeting.gathering.door_token], "meetings:answer": [invitee.token],
            "oversight:hub": [hub.code], "oversight:report": [hub.code], "oversight:report-docx": [hub.code],
            "oversight:request-attachment": [self.request.pk, self.enclosure.pk], "oversight:statement": [hub.code, "A14.1"], "oversight:unit": ["A14.1"],
            "oversight:request": [CoordinationRequest.objects.filter(hub=hub).first().pk],
            "norms:calendar-year": [2026], "norms:text-edition": [edition.code], "norms:text-load": [edition.code],
            "norms:text-amend": [edition.code], "norms:designate": [self.city.office.code],
            "norms:area-change": [area], "norms:area-end": [area], "norms:field-change": [self.city.hub.field_id],
            "norms:designation-change": [designation], "norms:designation-end": [designation],
            "norms:norm": [self.city.office.code, "meetings.report_working_days"],
            "cockpit:cell": [hub.code, "open"], "cockpit:value": [value],
            **growing_addresses(self.city),
            **exchange_addresses(self.city),
            **together_addresses(self.city),
        }  # fmt: skip

    @cached_property
    def paths(self) -> dict[str, str]:
        return {name: reverse(name, args=args) for name, args in self.addresses().items()}


MEETING = (
    "meeting", "change", "agenda", "announce", "call-off", "calendar", "roll", "roll-enter", "sign-in-close",
    "material-add", "invitation-links", "restore", "door-poster", "sheet", "sign-in-reopen",
)  # fmt: skip
PLAIN = (
    "cockpit:failed", "meetings:mechanisms", "meetings:mechanism-list", "meetings:door-worker",
    "portal:favicon", "portal:home", "portal:healthz", "portal:theme", "portal:specification", "portal:organizations", "portal:hubs",
    "portal:query", "portal:demo", "desk:home", "desk:duties", "desk:notices", "desk:search", "desk:help", "desk:profile",
    "desk:outbox", "desk:save-view", "desk:staff", "registry:list", "registry:export", "registry:statistics",
    "network:guidance", "network:guidance-export", "network:counterpart-name", "network:task-send",
    "desk:why", "desk:link-answers", "desk:undo", "registry:tables", "registry:bulk", "registry:campaigns", "registry:campaign-new", "registry:cards-mine",
    "registry:registrar", "registry:liaisons", "registry:contacts", "registry:liaison", "registry:hand-over",
    "registry:queries", "registry:query-new", "registry:news", "registry:news-new",
    "network:tie-propose", "network:joining",
    "network:conditions-publish", "network:invite", "network:applications", "network:applications-export", "network:sheets",
    "network:sheet-enter", "network:engagements", "network:engagements-export",
    "network:engagement-log", "network:routes", "network:routes-export",
    "registry:requests", "registry:request-make", "registry:asked",
    "registry:rosters", "registry:roster-bring", "registry:duplicates", "registry:duplicates-export", "registry:roster-sample",
    "registry:statistics-export", "network:ties", "network:letters",
    "network:intents", "network:intents-export", "network:intent-record", "network:appeals", "network:appeals-export",
    "network:appeal-enter", "network:own-appeals", "network:issues", "network:issues-export", "network:issue-write",
    "network:values-publish", "network:intakes", "network:intakes-export", "network:intake-conditions", "intake:hubs", "appeals:raise", "appeals:follow", "meetings:list", "meetings:plan", "meetings:exception-file",
    "meetings:door-code", "oversight:mine", "oversight:requests", "oversight:request-file", "norms:limits", "norms:calendar",
    "norms:text", "norms:designations", "norms:areas", "norms:area-new", "norms:areas-table", "norms:field-new", "cockpit:home", "cockpit:export", "cockpit:remind",
)  # fmt: skip


def open_work_city(city: City) -> Any:
    """The fixture city as the demo's generator knows it, to lay today's open work upon it."""
    from shuniu.faces.cli.demo import DemoCity

    demo = DemoCity(size=420, hubs=12, open_work=False)
    demo.system = User.objects.system("demo")
    demo.now, demo.today = city.now, local_date(city.now)
    demo.designations = list(
        Designation.objects.filter(valid_to__isnull=True)
        .select_related("organization__field", "reports_to")
        .order_by("pk")
    )
    demo.office = city.office
    demo.hubs = [row.organization for row in demo.designations]
    demo.strength = {hub.pk: 0.8 for hub in demo.hubs}
    demo.edition = Edition.objects.get(based_on__isnull=True)
    demo.users = {user.username: user for user in User.objects.all()}
    return demo
