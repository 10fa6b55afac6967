import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

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
                ('key', models.CharField(max_length=60, unique=True)),
                ('addressed_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordination_inbox', to='orgs.organization')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coordination_requests', to='orgs.organization')),
            ],
            options={
                'ordering': ['-filed_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'ANSWERED'), _negated=True), models.Q(('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='answered_request_has_answer')],
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
            options={
                'constraints': [models.UniqueConstraint(fields=('hub', 'matter', 'period_code', 'sent_on'), name='reminder_once_a_day')],
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
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.TextField(blank=True, verbose_name='上级批注')),
                ('remarked_at', models.DateTimeField(blank=True, null=True)),
                ('saved_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='orgs.organization')),
                ('remarked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['unit_code', 'year'], name='statement_unit')],
                'constraints': [models.UniqueConstraint(fields=('hub', 'unit_code', 'year'), name='statement_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CONFIRMED'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='confirmed_statement_has_date')],
            },
        ),
    ]
