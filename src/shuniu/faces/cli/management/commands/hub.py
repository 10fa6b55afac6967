from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from shuniu.faces.cli.installation import make_hub
from shuniu.faces.cli.saying import OneLineCommand, Refused
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Designation, Field, Organization, OrganizationKind
from shuniu.kernel.people.models import User


class Command(OneLineCommand):
    help = "Makes a body a hub of an overseeing body and prints the link by which its head comes in."
    words = {"name": "--head", "email": "--email"}

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="user", required=True, help="以谁的身份")
        parser.add_argument("--office", required=True, help="主管单位的编号")
        parser.add_argument("--name", required=True, help="枢纽的全称")
        parser.add_argument(
            "--kind", choices=OrganizationKind.values, default=OrganizationKind.SOCIAL_ASSOCIATION.value
        )
        parser.add_argument("--level", choices=Designation.Level.values, default=Designation.Level.CITY.value)
        parser.add_argument("--field", default="", help="领域的代号")
        parser.add_argument("--head", required=True, help="枢纽负责人的姓名")
        parser.add_argument("--email", default="", help="填了就把邀请寄到这个邮箱")

    def act(self, options: dict[str, Any]) -> None:
        user = User.objects.by_identifier(options["user"])
        office = Organization.objects.filter(code=options["office"]).first()
        if user is None or office is None:
            raise Refused("没有这个用户，或没有这个编号的主管单位。")
        field = Field.objects.filter(code=options["field"]).first()
        if options["field"] and field is None:
            raise Refused(f"没有代号为 {options['field']} 的领域。")
        row, invitation = make_hub(
            name=options["name"], kind=options["kind"], level=options["level"], office=office, field=field,
            head=options["head"], email=options["email"], by=user, at=db_now(),
        )  # fmt: skip
        self.stdout.write(
            f"{row.organization.name}（{row.organization.code}）已是{office.name}的枢纽。\n"
            f"请把这个链接交给{options['head']}，{invitation.ends_on} 前有效：{settings.PUBLIC_URL}/join/{invitation.token}/"
        )
