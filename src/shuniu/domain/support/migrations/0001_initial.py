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
            name='Consortium',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='项目名称')),
                ('aim', models.TextField(verbose_name='要解决什么、做成什么样')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='结束日期')),
                ('state', models.CharField(choices=[('FORMING', '组建中'), ('RUNNING', '进行中'), ('ENDED', '已完成'), ('CALLED_OFF', '已停止')], default='FORMING', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing', models.TextField(blank=True, verbose_name='结果或停止的原因')),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consortia_kept', to='orgs.organization')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consortia_led', to='orgs.organization', verbose_name='牵头组织')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.TextField(blank=True, verbose_name='任务')),
                ('state', models.CharField(choices=[('ASKED', '待对方同意'), ('JOINED', '已加入'), ('DECLINED', '未同意'), ('WITHDRAWN', '邀请已撤回'), ('LEFT', '已退出')], default='ASKED', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('done', models.TextField(blank=True, verbose_name='完成情况')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consortium', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partners', to='support.consortium')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships_in_consortia', to='orgs.organization')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=80, verbose_name='开支项目')),
                ('amount_fen', models.PositiveBigIntegerField(verbose_name='金额')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='support.partner')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PracticeNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='题目')),
                ('situation', models.TextField(verbose_name='遇到什么问题')),
                ('did', models.TextField(verbose_name='怎么做的')),
                ('worked', models.TextField(verbose_name='什么管用')),
                ('failed', models.TextField(blank=True, verbose_name='什么不管用')),
                ('shared_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practice_notes', to='orgs.organization')),
                ('consortium', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='support.consortium', verbose_name='出自哪个联合体')),
                ('field', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='practice_notes', to='orgs.field', verbose_name='领域')),
                ('shared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-shared_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoteUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remark', models.CharField(max_length=300, verbose_name='用得怎么样')),
                ('stated_at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes_used', to='orgs.organization')),
                ('stated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='support.practicenote')),
            ],
            options={
                'ordering': ['-stated_at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='consortium',
            index=models.Index(fields=['hub', 'opened_at'], name='consortium_hub_opened'),
        ),
        migrations.AddConstraint(
            model_name='consortium',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('aim', ''), _negated=True)), name='consortium_has_aim'),
        ),
        migrations.AddConstraint(
            model_name='consortium',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='consortium_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='consortium',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['FORMING', 'RUNNING'])), models.Q(('closed_at__isnull', False), ('state__in', ['ENDED', 'CALLED_OFF']), models.Q(('closing', ''), _negated=True)), _connector='OR'), name='consortium_closed_with_words'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.UniqueConstraint(fields=('consortium', 'organization'), name='consortium_partner_once'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['DECLINED', 'LEFT']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='consortium_partner_gone_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done', ''), ('done_on__isnull', True)), models.Q(('done_on__isnull', False), models.Q(('done', ''), _negated=True)), _connector='OR'), name='consortium_task_done_in_words'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('done_by')), _negated=True), _connector='OR'), name='consortium_task_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='budgetline',
            constraint=models.UniqueConstraint(fields=('partner', 'position'), name='consortium_line_place_once'),
        ),
        migrations.AddConstraint(
            model_name='budgetline',
            constraint=models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0), models.Q(('item', ''), _negated=True)), name='consortium_line_costs'),
        ),
        migrations.AddConstraint(
            model_name='practicenote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('situation', ''), _negated=True), models.Q(('did', ''), _negated=True), models.Q(('worked', ''), _negated=True)), name='practice_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='noteuse',
            constraint=models.UniqueConstraint(fields=('note', 'organization'), name='practice_note_used_once'),
        ),
        migrations.AddConstraint(
            model_name='noteuse',
            constraint=models.CheckConstraint(condition=models.Q(('remark', ''), _negated=True), name='practice_note_use_says_how'),
        ),
    ]
