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
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('policy', '政策解读'), ('training', '业务培训'), ('project', '项目实施'), ('sharing', '资源共享'), ('event', '举办活动'), ('benefit', '开展公益')], max_length=10, verbose_name='联系形式')),
                ('subject', models.CharField(blank=True, max_length=80, verbose_name='是什么事')),
                ('happened_on', models.DateField(verbose_name='发生日期')),
                ('entered_at', models.DateTimeField()),
                ('key', models.CharField(max_length=40)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('ends_on', models.DateField(verbose_name='确认期限')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_through', models.CharField(blank=True, max_length=20)),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人姓名和职务')),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements_as_hub', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='orgs.organization')),
            ],
            options={
                'ordering': ['-happened_on', '-pk'],
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
            name='JoiningConditions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who_may_join', models.TextField(verbose_name='谁可以加入')),
                ('rights', models.TextField(verbose_name='会员有什么')),
                ('duties', models.TextField(blank=True, verbose_name='会员做什么')),
                ('papers', models.TextField(blank=True, verbose_name='要带的材料')),
                ('fee_fen', models.PositiveBigIntegerField(default=0, verbose_name='会费（元/年）')),
                ('fee_basis', models.CharField(blank=True, max_length=200, verbose_name='会费依据和用途')),
                ('contact', models.CharField(max_length=120, verbose_name='咨询方式')),
                ('published_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joining_conditions', to='orgs.organization')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-published_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MembershipApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='单位名称')),
                ('kind', models.CharField(blank=True, choices=[('social_association', '社会团体'), ('social_service', '社会服务机构'), ('foundation', '基金会'), ('grassroots', '社区社会组织'), ('mass_organization', '人民团体'), ('authority', '机关单位'), ('other', '其他')], max_length=30, verbose_name='类型')),
                ('credit_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                ('leader', models.CharField(blank=True, max_length=60, verbose_name='负责人')),
                ('contact_name', models.CharField(blank=True, max_length=60, verbose_name='联系人和职务')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='办公电话或邮箱')),
                ('purpose', models.TextField(blank=True, verbose_name='宗旨和业务范围')),
                ('activities', models.TextField(blank=True, verbose_name='近两年的主要活动')),
                ('wish', models.TextField(blank=True, verbose_name='为什么加入，能一起做什么')),
                ('consented_at', models.DateTimeField(blank=True, null=True)),
                ('fee_fen', models.PositiveBigIntegerField(default=0)),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('FILED', '待决定'), ('RETURNED', '待补充'), ('ADMITTED', '已接纳'), ('REFUSED', '未接纳'), ('WITHDRAWN', '已撤回')], default='DRAFT', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('filed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('asked', models.TextField(blank=True, verbose_name='还缺什么')),
                ('complete_at', models.DateTimeField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area', verbose_name='所在区域')),
                ('conditions', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='network.joiningconditions')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications_received', to='orgs.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='membership_applications', to='orgs.organization')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tie', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='application', to='orgs.affiliation')),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MembershipInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(blank=True, max_length=300, verbose_name='想说的话')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('ends_on', models.DateField(verbose_name='有效期至')),
                ('invited_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人姓名和职务')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('conditions', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.joiningconditions')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='membership_invitations_sent', to='orgs.organization')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='membership_invitations', to='orgs.organization')),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MembershipObjection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='异议')),
                ('filed_by', models.CharField(max_length=60, verbose_name='姓名和职务')),
                ('filed_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('upheld', models.BooleanField(null=True)),
                ('answer', models.TextField(blank=True, verbose_name='书面答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objection', to='network.membershipapplication')),
                ('decider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SignedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_on', models.DateField(verbose_name='签字日期')),
                ('occasion', models.CharField(blank=True, max_length=120, verbose_name='在什么场合签的')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed_sheets', to='orgs.organization')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
            ],
            options={
                'ordering': ['-entered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SignedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signer', models.CharField(max_length=60, verbose_name='签字人')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('is_right', models.BooleanField(null=True)),
                ('affiliation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_line', to='orgs.affiliation')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='network.signedsheet')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TieEnding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_hub', models.BooleanField()),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('ended_by', models.CharField(max_length=60)),
                ('ended_at', models.DateTimeField()),
                ('affiliation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='ending', to='orgs.affiliation')),
            ],
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
        migrations.AddIndex(
            model_name='engagement',
            index=models.Index(fields=['hub', 'organization', 'happened_on'], name='engagement_hub_org'),
        ),
        migrations.AddIndex(
            model_name='engagement',
            index=models.Index(fields=['organization', 'happened_on'], name='engagement_org'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(fields=('hub', 'key'), name='engagement_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('hub', 'organization', 'type', 'happened_on', 'subject'), name='engagement_one_happening_once'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('hub', models.F('organization')), _negated=True), name='engagement_with_another'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('entered_by')), _negated=True), _connector='OR'), name='engagement_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='engagement_one_answer'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), models.Q(('confirmed_through', ''), _negated=True), _connector='OR'), name='engagement_confirmed_through'),
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
            model_name='joiningconditions',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('hub',), name='joining_conditions_open_once'),
        ),
        migrations.AddConstraint(
            model_name='joiningconditions',
            constraint=models.CheckConstraint(condition=models.Q(('fee_fen', 0), models.Q(('fee_basis', ''), _negated=True), _connector='OR'), name='joining_fee_has_basis'),
        ),
        migrations.AddIndex(
            model_name='membershipapplication',
            index=models.Index(fields=['hub', 'state', 'due_on'], name='application_hub_state'),
        ),
        migrations.AddConstraint(
            model_name='membershipapplication',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['DRAFT', 'FILED', 'RETURNED'])), fields=('hub', 'organization'), name='application_under_way_once'),
        ),
        migrations.AddConstraint(
            model_name='membershipapplication',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'WITHDRAWN']), models.Q(('consented_at__isnull', False), ('filed_at__isnull', False)), _connector='OR'), name='application_filed_with_consent'),
        ),
        migrations.AddConstraint(
            model_name='membershipapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='application_refused_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='membershipapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ADMITTED'), _negated=True), models.Q(('decided_at__isnull', False), ('organization__isnull', False), ('tie__isnull', False)), _connector='OR'), name='application_admitted_has_tie'),
        ),
        migrations.AddConstraint(
            model_name='membershipinvitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('declined_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('hub', 'organization'), name='membership_invitation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='membershipinvitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('declined_at__isnull', True), _connector='OR'), name='membership_invitation_one_answer'),
        ),
        migrations.AddConstraint(
            model_name='membershipobjection',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('decider')), _negated=True), _connector='OR'), name='objection_answered_by_another'),
        ),
        migrations.AddConstraint(
            model_name='membershipobjection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('upheld__isnull', True)), models.Q(('answered_at__isnull', False), ('upheld__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='objection_answered_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='signedline',
            constraint=models.CheckConstraint(condition=models.Q(('signer', ''), _negated=True), name='signed_line_has_signer'),
        ),
        migrations.AddConstraint(
            model_name='signedline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('is_right__isnull', True)), models.Q(('checked_at__isnull', False), ('is_right__isnull', False)), _connector='OR'), name='signed_line_checked_whole'),
        ),
        migrations.AddConstraint(
            model_name='tieending',
            constraint=models.CheckConstraint(condition=models.Q(('by_hub', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hub_ends_with_reason'),
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
