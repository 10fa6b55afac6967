import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfirmationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ends_on', models.DateField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人姓名和职务')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('affiliation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation_link', to='orgs.affiliation')),
            ],
        ),
        migrations.CreateModel(
            name='CooperationIntent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=160, verbose_name='签署事项')),
                ('commitments', models.TextField(verbose_name='各方做什么')),
                ('signed_on', models.DateField(verbose_name='签署日期')),
                ('ends_on', models.DateField(verbose_name='有效期至')),
                ('first_signatory', models.CharField(max_length=60, verbose_name='甲方签署人')),
                ('second_signatory', models.CharField(max_length=60, verbose_name='乙方签署人')),
                ('happening_type', models.CharField(blank=True, max_length=60)),
                ('happening_id', models.BigIntegerField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('first_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('second_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=200, verbose_name='不认可的原因')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('declined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_as_first', to='orgs.organization', verbose_name='甲方')),
                ('first_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_kept', to='orgs.organization')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_as_second', to='orgs.organization', verbose_name='乙方')),
                ('second_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-signed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Counterpart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact', models.CharField(max_length=60, verbose_name='联系人')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('named_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='不担任的原因')),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counterparts', to='orgs.area', verbose_name='所在区域')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counterpart_of', to='orgs.organization', verbose_name='对应机构')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counterparts', to='orgs.organization')),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['area__code', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GuidanceVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visited_on', models.DateField(verbose_name='走访日期')),
                ('visitors', models.CharField(max_length=120, verbose_name='谁去的')),
                ('topic', models.CharField(max_length=120, verbose_name='主题')),
                ('advice', models.TextField(verbose_name='指导内容')),
                ('recorded_at', models.DateTimeField()),
                ('reply', models.CharField(blank=True, max_length=200, verbose_name='对方意见')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counterpart', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='network.counterpart')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-visited_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='IntentOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('project', '形成项目'), ('membership', '加入枢纽'), ('match', '对接落地'), ('nothing', '未能落实')], max_length=12, verbose_name='结果')),
                ('title', models.CharField(max_length=160, verbose_name='具体是什么')),
                ('happened_on', models.DateField(verbose_name='日期')),
                ('record_type', models.CharField(blank=True, max_length=60)),
                ('record_id', models.BigIntegerField(blank=True, null=True)),
                ('stated_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='network.cooperationintent')),
                ('stated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stated_for', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['happened_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LocalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=60, verbose_name='数据项')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='单位')),
                ('period_code', models.CharField(max_length=8, verbose_name='季度')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='数值')),
                ('entered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_figures', to='orgs.organization')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-period_code', 'title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='VerticalTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('down', '下达'), ('up', '上报')], max_length=5)),
                ('kind', models.CharField(choices=[('guidance', '业务指导'), ('joint', '配合工作'), ('figures', '报数据'), ('request', '请求支持')], max_length=10, verbose_name='类型')),
                ('title', models.CharField(max_length=120, verbose_name='事项')),
                ('detail', models.TextField(verbose_name='内容')),
                ('basis', models.CharField(blank=True, max_length=160, verbose_name='依据')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('state', models.CharField(choices=[('OPEN', '办理中'), ('REPORTED', '已反馈，待办结'), ('CLOSED', '已办结'), ('DECLINED', '超出指导关系，未接受'), ('WITHDRAWN', '已撤回')], default='OPEN', max_length=10)),
                ('key', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('result', models.TextField(blank=True, verbose_name='办理情况')),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('reply', models.TextField(blank=True, verbose_name='答复')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counterpart', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='network.counterpart')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vertical_tasks', to='orgs.organization')),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TaskFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=80)),
                ('unit', models.CharField(blank=True, max_length=10)),
                ('differs', models.CharField(blank=True, max_length=120)),
                ('figure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.localfigure')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='network.verticaltask')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='cooperationintent',
            index=models.Index(fields=['hub', 'signed_on'], name='intent_hub_signed'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='intent_between_two'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('commitments', ''), _negated=True)), name='intent_has_content'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('signed_on'))), name='intent_ends_after_signing'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('first_confirmed_by__isnull', True), ('second_confirmed_by__isnull', True), models.Q(('first_confirmed_by', models.F('second_confirmed_by')), _negated=True), _connector='OR'), name='intent_confirmed_by_two_persons'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decline_reason', ''), ('declined_at__isnull', True)), models.Q(('declined_at__isnull', False), models.Q(('decline_reason', ''), _negated=True)), _connector='OR'), name='intent_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='counterpart',
            constraint=models.UniqueConstraint(condition=models.Q(('declined_at', None), ('ended_on', None)), fields=('hub', 'area'), name='counterpart_one_an_area'),
        ),
        migrations.AddConstraint(
            model_name='counterpart',
            constraint=models.CheckConstraint(condition=models.Q(('hub', models.F('body')), _negated=True), name='counterpart_not_the_hub'),
        ),
        migrations.AddConstraint(
            model_name='counterpart',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('named_by')), _negated=True), _connector='OR'), name='counterpart_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='counterpart',
            constraint=models.CheckConstraint(condition=models.Q(('declined_at', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='counterpart_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='guidancevisit',
            constraint=models.UniqueConstraint(fields=('counterpart', 'visited_on', 'topic'), name='guidance_visit_once'),
        ),
        migrations.AddConstraint(
            model_name='guidancevisit',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='guidance_visit_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.UniqueConstraint(fields=('intent', 'kind', 'title', 'happened_on'), name='intent_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='intent_outcome_has_title'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('stated_by')), _negated=True), _connector='OR'), name='intent_outcome_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='localfigure',
            constraint=models.UniqueConstraint(fields=('body', 'key', 'period_code'), name='local_figure_once_a_quarter'),
        ),
        migrations.AddIndex(
            model_name='verticaltask',
            index=models.Index(fields=['hub', 'direction', 'due_on'], name='vertical_task_due'),
        ),
        migrations.AddConstraint(
            model_name='verticaltask',
            constraint=models.UniqueConstraint(fields=('counterpart', 'key'), name='vertical_task_once'),
        ),
        migrations.AddConstraint(
            model_name='verticaltask',
            constraint=models.CheckConstraint(condition=models.Q(('direction', 'up'), models.Q(('basis', ''), _negated=True), _connector='OR'), name='vertical_task_down_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='verticaltask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='vertical_task_closed_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='verticaltask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('direction', 'up'), ('state', 'CLOSED'), _negated=True), models.Q(('reply', ''), _negated=True), _connector='OR'), name='vertical_task_answered_in_words'),
        ),
        migrations.AddConstraint(
            model_name='taskfigure',
            constraint=models.UniqueConstraint(fields=('task', 'key'), name='task_figure_once'),
        ),
    ]
