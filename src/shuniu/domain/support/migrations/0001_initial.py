import django.core.validators
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
            name='CommitteeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('areas', models.CharField(max_length=160, verbose_name='专长领域')),
                ('valid_from', models.DateField(verbose_name='聘期自')),
                ('valid_to', models.DateField(verbose_name='聘期至')),
                ('appointed_at', models.DateTimeField()),
                ('appointed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['person__name', '-valid_from'],
            },
        ),
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
            name='DeskUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hall', '综合窗口'), ('center', '服务（孵化）中心'), ('support', '支持型组织'), ('committee', '专委会'), ('platform', '平台组织')], max_length=10, verbose_name='类型')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desk_units', to='orgs.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='desks_served', to='orgs.organization', verbose_name='承办组织')),
            ],
            options={
                'ordering': ['kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='EntrustedService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('custodial', '托管式服务'), ('accompaniment', '陪伴式服务')], max_length=15, verbose_name='方式')),
                ('need', models.TextField(verbose_name='客户的需求')),
                ('need_on', models.DateField(verbose_name='需求记录日期')),
                ('scope', models.TextField(verbose_name='服务范围')),
                ('valid_from', models.DateField(verbose_name='服务期自')),
                ('valid_to', models.DateField(verbose_name='服务期至')),
                ('state', models.CharField(choices=[('PROPOSED', '待客户同意'), ('AGREED', '进行中'), ('DONE', '已完成'), ('DECLINED', '客户不同意')], default='PROPOSED', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('declared_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=200, verbose_name='不同意的原因')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services_received', to='orgs.organization', verbose_name='客户')),
                ('declared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services_commissioned', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services_given', to='orgs.organization', verbose_name='承办组织')),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CapacityReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('before', '服务前'), ('after', '服务后')], max_length=6, verbose_name='阶段')),
                ('score', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(100)], verbose_name='能力得分')),
                ('grounds', models.TextField(verbose_name='依据')),
                ('reviewed_at', models.DateTimeField()),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='support.entrustedservice')),
            ],
        ),
        migrations.CreateModel(
            name='InterestDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=120, verbose_name='什么关系')),
                ('declared_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='support.committeemember')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties_declared', to='orgs.organization')),
            ],
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
            name='PlatformAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tasks', models.TextField(verbose_name='承担的任务')),
                ('area', models.CharField(max_length=120, verbose_name='服务范围')),
                ('valid_from', models.DateField(verbose_name='协议期自')),
                ('valid_to', models.DateField(verbose_name='协议期至')),
                ('proposed_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='终止原因')),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platform_agreements', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platform_roles', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement', to='support.deskunit')),
            ],
            options={
                'ordering': ['-valid_from', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PlatformService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='服务名称')),
                ('hub_funded', models.BooleanField(verbose_name='由枢纽出资')),
                ('fee_fen', models.BigIntegerField(default=0, verbose_name='收费')),
                ('entered_at', models.DateTimeField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='support.platformagreement')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['title'],
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
        migrations.CreateModel(
            name='ServiceCharter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('promises', models.TextField(verbose_name='服务承诺')),
                ('complaint', models.CharField(max_length=200, verbose_name='对服务不满意找谁')),
                ('published_at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_charters', to='orgs.organization')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='ServiceCommittee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='专委会名称')),
                ('purpose', models.CharField(max_length=200, verbose_name='做什么')),
                ('opened_at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_committees', to='orgs.organization')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='committeemember',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='support.servicecommittee'),
        ),
        migrations.CreateModel(
            name='ServiceGuide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=80, verbose_name='服务名称')),
                ('category', models.CharField(choices=[('policy', '政策咨询'), ('registration', '登记备案指导'), ('finance', '财税和票据'), ('legal', '法律支持'), ('talent', '培训和人才'), ('project', '项目和资源对接'), ('place', '场地和设施'), ('communication', '宣传和信息化'), ('other', '其他')], max_length=20, verbose_name='类别')),
                ('audience', models.CharField(max_length=200, verbose_name='谁可以申请')),
                ('conditions', models.TextField(blank=True, verbose_name='条件')),
                ('steps', models.TextField(help_text='一行一步。', verbose_name='办理步骤')),
                ('openness', models.CharField(choices=[('all', '面向本领域全部组织，不限会员'), ('members', '面向会员')], default='all', max_length=10, verbose_name='开放范围')),
                ('accept_days', models.PositiveSmallIntegerField(verbose_name='几个工作日内受理')),
                ('solve_days', models.PositiveSmallIntegerField(verbose_name='几个工作日内办结')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('published_at', models.DateTimeField()),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_guides', to='orgs.organization')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['category', 'title', '-version'],
            },
        ),
        migrations.CreateModel(
            name='GuidePaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='材料名称')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='要求')),
                ('sample', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='support.serviceguide')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ServiceMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='里程碑')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('report', models.TextField(blank=True, verbose_name='完成情况')),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='support.entrustedservice')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='ServiceHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.CharField(max_length=60, verbose_name='谁')),
                ('starts_at', models.DateTimeField(verbose_name='从')),
                ('ends_at', models.DateTimeField(verbose_name='到')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='support.servicemilestone')),
            ],
            options={
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='ServiceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('applicant', models.CharField(max_length=120, verbose_name='组织或团队名称')),
                ('contact_name', models.CharField(max_length=60, verbose_name='联系人')),
                ('phone', models.CharField(max_length=30, verbose_name='联系电话')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='邮箱')),
                ('channel', models.CharField(choices=[('web', '网上'), ('phone', '电话'), ('counter', '窗口'), ('visit', '走访')], default='web', max_length=10, verbose_name='渠道')),
                ('subject', models.CharField(max_length=120, verbose_name='要办什么事')),
                ('text', models.TextField(blank=True, verbose_name='具体情况')),
                ('state', models.CharField(choices=[('FILED', '待受理'), ('IN_HAND', '办理中'), ('MISSING', '待申请人补充'), ('ANSWERED', '已答复，待申请人确认'), ('CLOSED', '已办结')], default='FILED', max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('clock_from', models.DateField(verbose_name='计时起点')),
                ('accept_by', models.DateField(verbose_name='受理期限')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='办结期限')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('missing_told_at', models.DateTimeField(blank=True, null=True)),
                ('missing', models.TextField(blank=True, verbose_name='要补的材料和情况')),
                ('reply_by', models.DateField(blank=True, null=True, verbose_name='申请人回复期限')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('sent_elsewhere', models.CharField(blank=True, max_length=120, verbose_name='请申请人另找了谁')),
                ('closing', models.CharField(blank=True, choices=[('consent', '申请人确认办结'), ('lapse', '到期没有回音，按公布的规则办结'), ('withdrawn', '申请人撤回')], max_length=10)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.deskunit')),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='support.serviceguide', verbose_name='服务事项')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_requests', to='orgs.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_made', to='orgs.organization', verbose_name='申请组织')),
                ('reopens', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reopened_by', to='support.servicerequest')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='support.deskunit', verbose_name='现在由谁办')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RequestStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('submit', '提交'), ('accept', '受理'), ('move', '转办'), ('ask', '一次告知要补的'), ('reply', '申请人补充'), ('answer', '答复'), ('disagree', '申请人认为没有办好'), ('consent', '申请人确认办结'), ('lapse', '到期没有回音，办结'), ('withdraw', '申请人撤回'), ('reopen', '重新办理'), ('note', '沟通')], max_length=10)),
                ('happened_at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.deskunit')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='support.servicerequest')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='RequestRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.PositiveSmallIntegerField(choices=[(5, '非常满意'), (4, '满意'), (3, '基本满意'), (2, '不满意'), (1, '非常不满意')], verbose_name='评价')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='想说的话')),
                ('rated_at', models.DateTimeField()),
                ('wants_call', models.BooleanField(default=False, verbose_name='愿意接受回访')),
                ('called_back_at', models.DateTimeField(blank=True, null=True)),
                ('call_note', models.CharField(blank=True, max_length=300, verbose_name='回访情况')),
                ('called_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rating', to='support.servicerequest')),
            ],
        ),
        migrations.CreateModel(
            name='RequestPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('added_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='support.servicerequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RequestLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same', '同一件事'), ('related', '相关')], max_length=10)),
                ('linked_at', models.DateTimeField()),
                ('linked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_out', to='support.servicerequest')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_in', to='support.servicerequest')),
            ],
        ),
        migrations.AddField(
            model_name='entrustedservice',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.servicerequest'),
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='问题')),
                ('text', models.TextField(blank=True, verbose_name='情况')),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered', to='support.committeemember')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='orgs.organization')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given', to='support.committeemember')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions_asked', to='orgs.organization')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='support.servicecommittee')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='support.servicerequest')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('text', models.TextField(verbose_name='内容')),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answer_templates', to='orgs.organization')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True)), fields=('hub', 'name'), name='answer_template_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='answer_template_has_words')],
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
            model_name='deskunit',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('hub', 'name'), name='desk_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='deskunit',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True), ('kind', 'hall')), fields=('hub',), name='one_hall_of_a_hub'),
        ),
        migrations.AddConstraint(
            model_name='deskunit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['support', 'platform']), _negated=True), ('organization__isnull', False), _connector='OR'), name='others_desk_names_the_body'),
        ),
        migrations.AddConstraint(
            model_name='capacityreview',
            constraint=models.UniqueConstraint(fields=('service', 'stage'), name='capacity_reviewed_once_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='capacityreview',
            constraint=models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='capacity_0_to_100'),
        ),
        migrations.AddConstraint(
            model_name='capacityreview',
            constraint=models.CheckConstraint(condition=models.Q(('grounds', ''), _negated=True), name='capacity_has_grounds'),
        ),
        migrations.AddConstraint(
            model_name='interestdeclaration',
            constraint=models.UniqueConstraint(fields=('member', 'organization'), name='interest_declared_once'),
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
            model_name='platformagreement',
            constraint=models.CheckConstraint(condition=models.Q(('hub', models.F('organization')), _negated=True), name='agreement_between_two'),
        ),
        migrations.AddConstraint(
            model_name='platformagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('tasks', ''), _negated=True), models.Q(('area', ''), _negated=True)), name='agreement_has_tasks'),
        ),
        migrations.AddConstraint(
            model_name='platformagreement',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='agreement_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='platformagreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='agreement_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='platformagreement',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('hub', 'organization'), name='one_agreement_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='platformservice',
            constraint=models.UniqueConstraint(fields=('agreement', 'title'), name='platform_service_once'),
        ),
        migrations.AddConstraint(
            model_name='platformservice',
            constraint=models.CheckConstraint(condition=models.Q(('fee_fen__gte', 0), models.Q(('hub_funded', False), ('fee_fen', 0), _connector='OR')), name='no_fee_on_what_the_hub_funds'),
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
        migrations.AddConstraint(
            model_name='servicecharter',
            constraint=models.UniqueConstraint(fields=('hub', 'number'), name='charter_version_once'),
        ),
        migrations.AddConstraint(
            model_name='servicecharter',
            constraint=models.CheckConstraint(condition=models.Q(('promises', ''), _negated=True), name='charter_has_words'),
        ),
        migrations.AddConstraint(
            model_name='servicecommittee',
            constraint=models.UniqueConstraint(fields=('hub', 'name'), name='committee_once'),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=models.UniqueConstraint(fields=('committee', 'person', 'valid_from'), name='committee_term_once'),
        ),
        migrations.AddConstraint(
            model_name='committeemember',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='term_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='serviceguide',
            constraint=models.UniqueConstraint(fields=('hub', 'slug', 'version'), name='guide_version_once'),
        ),
        migrations.AddConstraint(
            model_name='serviceguide',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('hub', 'slug'), name='guide_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='serviceguide',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('steps', ''), _negated=True), models.Q(('audience', ''), _negated=True)), name='guide_says_what_and_how'),
        ),
        migrations.AddConstraint(
            model_name='serviceguide',
            constraint=models.CheckConstraint(condition=models.Q(('accept_days__gte', 1), ('solve_days__gte', models.F('accept_days'))), name='guide_days_make_sense'),
        ),
        migrations.AddConstraint(
            model_name='serviceguide',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='guide_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='guidepaper',
            constraint=models.UniqueConstraint(fields=('guide', 'position'), name='guide_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='guidepaper',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='guide_paper_has_name'),
        ),
        migrations.AddConstraint(
            model_name='servicemilestone',
            constraint=models.UniqueConstraint(fields=('service', 'position'), name='service_milestone_once'),
        ),
        migrations.AddConstraint(
            model_name='servicemilestone',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('reported_at__isnull', False), _connector='OR'), name='milestone_reported_before_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='servicehours',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='hours_have_length'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['hub', 'due_on'], name='request_open_due'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(fields=['hub', 'filed_at'], name='request_hub_filed'),
        ),
        migrations.AddIndex(
            model_name='servicerequest',
            index=models.Index(fields=['hub', 'closed_at'], name='request_hub_closed'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('applicant', ''), _negated=True)), name='request_has_words'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'CLOSED'), models.Q(('closing', ''), _negated=True)), models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('closed_at__isnull', True), ('closing', '')), _connector='OR'), name='request_closed_says_how'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'ANSWERED'), _negated=True), models.Q(('closing', 'consent'), _negated=True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='request_answered_before_consent'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closing', 'lapse'), _negated=True), ('reply_by__isnull', False), _connector='OR'), name='request_lapses_only_after_the_applicant_was_asked'),
        ),
        migrations.AddConstraint(
            model_name='servicerequest',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', False), ('state', 'MISSING'), ('state', 'CLOSED'), _connector='OR'), name='request_has_a_due_date_unless_asked'),
        ),
        migrations.AddConstraint(
            model_name='requeststep',
            constraint=models.UniqueConstraint(fields=('request', 'position'), name='request_step_once'),
        ),
        migrations.AddConstraint(
            model_name='requestrating',
            constraint=models.CheckConstraint(condition=models.Q(('grade__gte', 1), ('grade__lte', 5)), name='rating_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='requestrating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('call_note', ''), ('called_back_at__isnull', True)), models.Q(('called_back_at__isnull', False), models.Q(('call_note', ''), _negated=True)), _connector='OR'), name='call_back_says_what'),
        ),
        migrations.AddConstraint(
            model_name='requestlink',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='request_link_once'),
        ),
        migrations.AddConstraint(
            model_name='requestlink',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='request_link_in_order'),
        ),
        migrations.AddConstraint(
            model_name='entrustedservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client', models.F('provider')), _negated=True), models.Q(('client', models.F('hub')), _negated=True)), name='entrusted_to_another'),
        ),
        migrations.AddConstraint(
            model_name='entrustedservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('need', ''), _negated=True), models.Q(('scope', ''), _negated=True)), name='entrusted_for_a_need'),
        ),
        migrations.AddConstraint(
            model_name='entrustedservice',
            constraint=models.CheckConstraint(condition=models.Q(('need_on__lte', models.F('valid_from'))), name='need_stands_before'),
        ),
        migrations.AddConstraint(
            model_name='entrustedservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['AGREED', 'DONE']), _negated=True), models.Q(('agreed_at__isnull', False), ('declared_at__isnull', False)), _connector='OR'), name='entrusted_begins_with_declaration_and_consent'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['hub', 'due_on'], name='consultation_hub_due'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('subject', ''), _negated=True), name='consultation_has_words'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='consultation_answered_by_a_member'),
        ),
    ]
