from shuniu.kernel.core.migrating import Initial
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoordinationRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=160, verbose_name='事项')),
                ('detail', models.TextField(verbose_name='情况和请求')),
                ('state', models.CharField(choices=[('FILED', '待答复'), ('ANSWERED', '已答复'), ('WITHDRAWN', '已撤回')], default='FILED', max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('addressed_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordination_inbox', to='orgs.organization')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordination_requests', to='orgs.organization')),
            ],
            options={
                'ordering': ['-filed_at'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(max_length=40)),
                ('period_code', models.CharField(max_length=16)),
                ('sent_on', models.DateField()),
                ('sent_at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='orgs.organization')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RequestQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='要补充什么')),
                ('asked_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True, verbose_name='补充情况')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='oversight.coordinationrequest')),
            ],
            options={
                'ordering': ['asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_code', models.CharField(max_length=10)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('text', models.TextField(blank=True, verbose_name='做了什么')),
                ('degree', models.CharField(choices=[('done', '已做到'), ('partly', '部分做到'), ('not_yet', '尚未做到')], default='not_yet', max_length=10, verbose_name='做到程度')),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('CONFIRMED', '已确认')], default='DRAFT', max_length=10)),
                ('confirmed_text', models.TextField(blank=True)),
                ('confirmed_degree', models.CharField(blank=True, choices=[('done', '已做到'), ('partly', '部分做到'), ('not_yet', '尚未做到')], max_length=10)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('saved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='orgs.organization')),
                ('saved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='批注')),
                ('written_at', models.DateTimeField()),
                ('reply', models.TextField(blank=True, verbose_name='答复')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='oversight.statement')),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='coordinationrequest',
            index=models.Index(fields=['hub', 'due_on'], name='request_hub_due'),
        ),
        migrations.AddConstraint(
            model_name='coordinationrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ANSWERED'), _negated=True), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_request_has_answer'),
        ),
        migrations.AddConstraint(
            model_name='coordinationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'WITHDRAWN'), ('withdrawn_at__isnull', True), _connector='XOR'), name='withdrawn_request_has_date'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('hub', 'matter', 'period_code', 'sent_on'), name='reminder_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='requestquestion',
            constraint=models.UniqueConstraint(condition=models.Q(('replied_at__isnull', True)), fields=('request',), name='request_one_open_question'),
        ),
        migrations.AddConstraint(
            model_name='requestquestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', True), ('reply', '')), models.Q(('replied_at__isnull', False), models.Q(('reply', ''), _negated=True)), _connector='OR'), name='question_reply_has_date'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['unit_code', 'year'], name='statement_unit'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('hub', 'unit_code', 'year'), name='statement_once'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'CONFIRMED'), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_text', models.F('text'))), _connector='OR'), name='confirmed_statement_has_date'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_has_text'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replied_at__isnull', True), ('reply', '')), models.Q(('replied_at__isnull', False), models.Q(('reply', ''), _negated=True)), _connector='OR'), name='remark_reply_has_date'),
        ),
    ]
