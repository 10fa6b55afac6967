import django.db.models.deletion
import shuniu.domain.network.models.appeal
from django.conf import settings
from shuniu.domain.network.sql import CONFIDENTIAL_APPEALS
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
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='议题名称')),
                ('text', models.TextField(verbose_name='共性情况和建议')),
                ('department', models.CharField(max_length=120, verbose_name='请哪个部门研究')),
                ('state', models.CharField(choices=[('DRAFT', '起草中'), ('PUBLISHED', '已公开'), ('PASSED_ON', '已转送部门'), ('ANSWERED', '部门已答复')], default='DRAFT', max_length=10)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('passed_on', models.DateField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, verbose_name='部门答复')),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='orgs.organization')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigIntegerField(default=shuniu.domain.network.models.appeal.random_id, editable=False, primary_key=True, serialize=False)),
                ('anonymous', models.BooleanField(default=False, verbose_name='对外匿名')),
                ('channel', models.CharField(choices=[('web', '网上'), ('phone', '电话'), ('visit', '当面'), ('letter', '来信')], default='web', max_length=10, verbose_name='渠道')),
                ('subject', models.CharField(max_length=120, verbose_name='诉求事项')),
                ('text', models.TextField(verbose_name='情况和要求')),
                ('state', models.CharField(choices=[('RAISED', '待首次答复'), ('IN_HAND', '办理中'), ('CONCLUDED', '已答复，待反映人评价'), ('CLOSED', '已办结')], default='RAISED', max_length=10)),
                ('raised_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='首次答复期限')),
                ('close_by', models.DateField(verbose_name='办结期限')),
                ('first_answered_at', models.DateTimeField(blank=True, null=True)),
                ('conclusion', models.TextField(blank=True, verbose_name='办理结果')),
                ('concluded_at', models.DateTimeField(blank=True, null=True)),
                ('view', models.CharField(blank=True, choices=[('satisfied', '满意'), ('partly', '基本满意'), ('unsatisfied', '不满意')], max_length=12, verbose_name='反映人的评价')),
                ('view_text', models.CharField(blank=True, max_length=500, verbose_name='评价说明')),
                ('viewed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('number_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('key_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('concluded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.issue')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ValueStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='版次')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('text', models.TextField(verbose_name='正文')),
                ('published_at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='value_statements', to='orgs.organization')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Endorsement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('endorsed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('endorsed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='orgs.organization')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='endorsements', to='network.valuestatement')),
            ],
            options={
                'ordering': ['endorsed_at'],
            },
        ),
        migrations.CreateModel(
            name='Appellant',
            fields=[
                ('appeal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='appellant', serialize=False, to='network.appeal')),
                ('name', models.CharField(max_length=120, verbose_name='组织或团队名称')),
                ('contact_name', models.CharField(max_length=60, verbose_name='联系人')),
                ('phone', models.CharField(max_length=30, verbose_name='联系电话')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='AppealFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('suffix', models.CharField(max_length=8)),
                ('media_type', models.CharField(max_length=100)),
                ('file', models.FileField(upload_to=shuniu.domain.network.models.appeal.place_of_file)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='network.appeal')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('appeal', 'position'), name='appeal_file_once')],
            },
        ),
        migrations.CreateModel(
            name='AppealMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('hub', '枢纽'), ('appellant', '反映人')], max_length=10)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='network.appeal')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['written_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='appeal_message_has_words'), models.CheckConstraint(condition=models.Q(('side', 'hub'), ('written_by__isnull', True), _connector='OR'), name='appellant_writes_without_account')],
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
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['hub', 'state'], name='issue_hub_state'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='issue_has_words'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), ('published_on__isnull', False), _connector='OR'), name='issue_published_has_day'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ANSWERED'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_on__isnull', False)), _connector='OR'), name='issue_answered_has_answer'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(fields=['hub', 'due_on'], name='appeal_hub_due'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CONCLUDED', 'CLOSED']), _negated=True), models.Q(models.Q(('conclusion', ''), _negated=True), ('concluded_at__isnull', False), ('first_answered_at__isnull', False)), _connector='OR'), name='appeal_ends_with_a_reply'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'CLOSED'), ('closed_at__isnull', True), _connector='XOR'), name='appeal_closed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('view', ''), ('viewed_at__isnull', False), _connector='XOR'), name='appeal_view_has_date'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('anonymous', False), ('organization__isnull', True), _connector='OR'), name='anonymous_appeal_names_no_body'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='appeal_has_words'),
        ),
        migrations.AddConstraint(
            model_name='valuestatement',
            constraint=models.UniqueConstraint(fields=('hub', 'number'), name='value_statement_version'),
        ),
        migrations.AddConstraint(
            model_name='valuestatement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='value_statement_has_words'),
        ),
        migrations.AddConstraint(
            model_name='endorsement',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('statement', 'organization'), name='endorsed_once'),
        ),
        migrations.AddConstraint(
            model_name='appellant',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='appellant_has_a_name'),
        ),
        migrations.RunSQL(*CONFIDENTIAL_APPEALS),
    ]
