import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exchange', '0001_initial'),
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExitCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=160, verbose_name='出壳标准')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CandidateNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen', models.CharField(choices=[('visit', '走访看到'), ('told', '社区或居民推荐'), ('event', '活动中认识'), ('own', '组织自荐')], max_length=6, verbose_name='怎么发现的')),
                ('potential', models.TextField(verbose_name='好在哪里，还缺什么')),
                ('noted_at', models.DateTimeField()),
                ('key', models.CharField(max_length=60, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidate_notes', to='orgs.organization')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='noticed_by', to='orgs.organization')),
            ],
            options={
                'ordering': ['-noted_at', '-pk'],
            },
        ),
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
            name='EnterpriseTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reasons', models.TextField(verbose_name='为什么列为候选')),
                ('listed_at', models.DateTimeField()),
                ('adviser_named_at', models.DateTimeField(blank=True, null=True)),
                ('plan', models.TextField(blank=True, verbose_name='转型计划')),
                ('planned_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('CANDIDATE', '候选'), ('UNDER_WAY', '按计划推进'), ('CHANGED', '已变更组织形式'), ('STOPPED', '不再推进')], default='CANDIDATE', max_length=10)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transitions_advised', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions_kept', to='orgs.organization')),
                ('listed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='orgs.organization')),
            ],
            options={
                'ordering': ['-listed_at', '-pk'],
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
            name='ExitReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='评审日期')),
                ('reviewers', models.CharField(max_length=200, verbose_name='评审人')),
                ('summary', models.TextField(verbose_name='评审意见')),
                ('filed_at', models.DateTimeField()),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ExitFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.exitcriterion')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='support.exitreview')),
            ],
            options={
                'ordering': ['criterion__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Incubation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('onsite', '入驻'), ('virtual', '虚拟入驻')], max_length=8, verbose_name='方式')),
                ('starts_on', models.DateField(verbose_name='入驻')),
                ('ends_on', models.DateField(verbose_name='到期')),
                ('first_ends_on', models.DateField(blank=True, editable=False, null=True)),
                ('extension_reason', models.CharField(blank=True, max_length=200, verbose_name='延期理由')),
                ('plan', models.TextField(blank=True, verbose_name='孵化计划')),
                ('plan_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('IN', '在孵'), ('GRADUATED', '出壳'), ('NOT_MET', '退出，未达标'), ('LEFT', '提前退出'), ('LAPSED', '到期未评，按未出壳计')], default='IN', max_length=10)),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='退出')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='退出原因')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incubations', to='orgs.organization')),
                ('plan_agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('looked_on', models.DateField(verbose_name='回访日期')),
                ('is_active', models.BooleanField(verbose_name='仍在正常开展活动')),
                ('note', models.TextField(verbose_name='近况')),
                ('recorded_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incubation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='follow_up', to='support.incubation')),
            ],
        ),
        migrations.AddField(
            model_name='exitreview',
            name='incubation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='support.incubation'),
        ),
        migrations.CreateModel(
            name='Cultivation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noticed_at', models.DateTimeField()),
                ('need_recorded_at', models.DateTimeField(blank=True, null=True)),
                ('reasons', models.TextField(verbose_name='提名理由')),
                ('state', models.CharField(choices=[('NOMINATED', '待审定'), ('REFUSED', '未通过'), ('APPROVED', '已审定'), ('HANDED', '已转入培育')], default='NOMINATED', max_length=10)),
                ('nominated_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.TextField(blank=True, verbose_name='审定意见')),
                ('help', models.CharField(blank=True, choices=[('incubation', '孵化'), ('coaching', '陪伴辅导')], max_length=10, verbose_name='转入')),
                ('coach', models.CharField(blank=True, max_length=80, verbose_name='辅导人')),
                ('coaching', models.TextField(blank=True, verbose_name='辅导安排')),
                ('handed_on', models.DateField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cultivations', to='orgs.organization')),
                ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cultivations', to='exchange.need')),
                ('nominated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nominations', to='support.candidatenote')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cultivated_by', to='orgs.organization')),
                ('incubation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cultivation', to='support.incubation')),
            ],
            options={
                'ordering': ['-nominated_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='IncubationApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('onsite', '入驻'), ('virtual', '虚拟入驻')], default='onsite', max_length=8, verbose_name='方式')),
                ('work', models.TextField(verbose_name='在做什么、服务谁')),
                ('difficulties', models.TextField(verbose_name='眼下最难的是什么')),
                ('goals', models.TextField(verbose_name='希望孵化期内做到什么')),
                ('team_size', models.PositiveIntegerField(verbose_name='团队人数')),
                ('state', models.CharField(choices=[('FILED', '待决定'), ('ADMITTED', '入选'), ('REFUSED', '未入选'), ('WITHDRAWN', '已撤回')], default='FILED', max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incubation_applications', to='orgs.organization')),
            ],
            options={
                'ordering': ['filed_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='incubation',
            name='application',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stay', to='support.incubationapplication'),
        ),
        migrations.CreateModel(
            name='IncubationCenter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('places', models.PositiveIntegerField(verbose_name='工位（席位）数')),
                ('services', models.TextField(help_text='场地、督导、财务代账等，一行一项。', verbose_name='提供什么')),
                ('house_rules', models.TextField(blank=True, help_text='例如：工位不得转借转租；连续一个月不用的收回。', verbose_name='入驻约定')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incubation_centers', to='orgs.organization')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='incubation',
            name='center',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='support.incubationcenter'),
        ),
        migrations.AddField(
            model_name='exitcriterion',
            name='center',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='support.incubationcenter'),
        ),
        migrations.CreateModel(
            name='IncubationMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='里程碑')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('stated_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.CharField(blank=True, max_length=200, verbose_name='怎么看得出来')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incubation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='support.incubation')),
                ('stated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='IntakeRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('criteria', models.TextField(help_text='一行一条，公布以后不再改。', verbose_name='入选标准')),
                ('offered', models.PositiveIntegerField(verbose_name='招几家')),
                ('takes_virtual', models.BooleanField(default=True, verbose_name='也接受虚拟入驻')),
                ('opens_on', models.DateField(verbose_name='开始申请')),
                ('closes_on', models.DateField(verbose_name='截止申请')),
                ('published_at', models.DateTimeField()),
                ('key', models.CharField(max_length=60, unique=True)),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='support.incubationcenter')),
            ],
            options={
                'ordering': ['-closes_on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='incubationapplication',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='support.intakeround'),
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
            name='Landing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='项目')),
                ('plan', models.TextField(verbose_name='打算怎么做')),
                ('asks_for', models.CharField(blank=True, help_text='场地、钥匙、告示栏等；不得要求社区出钱。', max_length=200, verbose_name='需要社区提供什么')),
                ('state', models.CharField(choices=[('PROPOSED', '待社区答复'), ('DECLINED', '社区谢绝'), ('WITHDRAWN', '已撤回'), ('ACCEPTED', '社区接纳，待首次服务'), ('RUNNING', '已落地'), ('CONTINUED', '满一年仍在运行'), ('STOPPED', '已停止')], default='PROPOSED', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('host', models.CharField(blank=True, max_length=60, verbose_name='社区联系人职务')),
                ('hosts_with', models.CharField(blank=True, max_length=200, verbose_name='社区提供')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('first_service_on', models.DateField(blank=True, null=True)),
                ('first_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('year_on', models.DateField(blank=True, null=True)),
                ('year_note', models.TextField(blank=True, verbose_name='一年以后怎样')),
                ('year_said_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='landings_hosted', to='orgs.organization')),
                ('first_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_stated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='landings_proposed', to='orgs.organization')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='landings', to='exchange.need')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='landings_carried', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year_said_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LandingCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('elders', '老年人'), ('minors', '儿童青少年'), ('youth', '青年'), ('women', '妇女'), ('disabled', '残疾人'), ('patients', '病人和照护者'), ('workers', '职工和新就业群体'), ('migrants', '外来务工人员'), ('veterans', '退役军人'), ('poor', '困难群众'), ('residents', '社区居民'), ('organizations', '社会组织自身')], max_length=16, verbose_name='服务对象')),
                ('persons', models.PositiveIntegerField(verbose_name='人次')),
                ('served_on', models.DateField(verbose_name='日期')),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('landing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='support.landing')),
            ],
            options={
                'ordering': ['-served_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LegalOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('assets', '公益资产的界定和去向'), ('form', '组织形式和登记'), ('tax', '税务'), ('staff', '人员和劳动关系')], max_length=8, verbose_name='关于什么')),
                ('lawyer', models.CharField(max_length=120, verbose_name='出具人和机构')),
                ('given_on', models.DateField(verbose_name='出具日期')),
                ('conclusion', models.CharField(choices=[('clear', '可以'), ('conditions', '附条件可以'), ('not', '不可以')], max_length=12, verbose_name='结论')),
                ('summary', models.TextField(verbose_name='要点')),
                ('assets_fen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='公益资产金额')),
                ('goes_to', models.CharField(blank=True, max_length=200, verbose_name='公益资产的去向')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='support.enterprisetransition')),
            ],
            options={
                'ordering': ['-given_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Mentor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.CharField(blank=True, max_length=80, verbose_name='擅长')),
                ('named_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('incubation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentors', to='support.incubation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['named_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MentorSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='日期')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='时长（小时）')),
                ('topic', models.CharField(max_length=120, verbose_name='主题')),
                ('advice', models.TextField(verbose_name='建议和下一步')),
                ('recorded_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incubation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='support.incubation')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='support.mentor')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
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
            name='SelfCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField()),
                ('wants_support', models.BooleanField(default=True, verbose_name='希望枢纽列为培育对象')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enterprise_checks', to='orgs.organization')),
            ],
            options={
                'ordering': ['-checked_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='enterprisetransition',
            name='self_check',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='support.selfcheck'),
        ),
        migrations.CreateModel(
            name='SelfCheckAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('mission', '社会目标写进了章程，赚钱不是目的'), ('group', '说得清服务谁、解决什么问题、怎么看得出效果'), ('income', '服务收费能占到收入的一半左右'), ('ledger', '公益资产和经营收入分开记账'), ('surplus', '盈余主要继续用于社会目标，有成文的规定'), ('lock', '解散时公益资产的去向有约定，不归个人'), ('board', '理事会知道并同意往这个方向走'), ('people', '有人懂经营、定价和税务')], max_length=10)),
                ('yes', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('check_row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='support.selfcheck')),
            ],
            options={
                'ordering': ['pk'],
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
            name='TransitionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mission', '社会目标写进章程'), ('assets', '清产核资，公益资产单列'), ('model', '试运行收费服务'), ('governance', '理事会决议和盈余规定'), ('form', '变更组织形式'), ('recognition', '申请认定')], max_length=12, verbose_name='步骤')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='做到什么程度')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opinion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.legalopinion')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='support.enterprisetransition')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TransitionTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('session', '顾问辅导'), ('question', '法律和资产问题')], max_length=8)),
                ('held_on', models.DateField(verbose_name='日期')),
                ('text', models.TextField(verbose_name='内容')),
                ('said_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='support.enterprisetransition')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
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
            model_name='candidatenote',
            index=models.Index(fields=['hub', 'organization'], name='candidate_note_hub_body'),
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
            model_name='exitfinding',
            constraint=models.UniqueConstraint(fields=('review', 'criterion'), name='exit_finding_once'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='incubation_follow_up_confirmed_by_another'),
        ),
        migrations.AddIndex(
            model_name='cultivation',
            index=models.Index(fields=['hub', 'state'], name='cultivation_hub_state'),
        ),
        migrations.AddConstraint(
            model_name='cultivation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['NOMINATED', 'APPROVED'])), fields=('hub', 'organization'), name='cultivation_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='cultivation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['NOMINATED', 'REFUSED']), models.Q(('need__isnull', False), ('need_recorded_at__lt', models.F('noticed_at'))), _connector='OR'), name='cultivation_approved_for_an_earlier_need'),
        ),
        migrations.AddConstraint(
            model_name='cultivation',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('nominated_by')), _negated=True), _connector='OR'), name='cultivation_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='cultivation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'HANDED'), _negated=True), models.Q(('handed_on__isnull', False), ('help', 'incubation'), ('incubation__isnull', False)), models.Q(('handed_on__isnull', False), ('help', 'coaching'), models.Q(('coaching', ''), _negated=True)), _connector='OR'), name='cultivation_handed_to_some_help'),
        ),
        migrations.AddConstraint(
            model_name='incubationcenter',
            constraint=models.CheckConstraint(condition=models.Q(('places__gt', 0)), name='center_has_places'),
        ),
        migrations.AddIndex(
            model_name='incubation',
            index=models.Index(fields=['center', 'state'], name='incubation_center_state'),
        ),
        migrations.AddConstraint(
            model_name='incubation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'IN')), fields=('organization',), name='incubation_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='incubation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='incubation_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='incubation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('state', 'IN')), models.Q(models.Q(('state', 'IN'), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='incubation_ended_has_day'),
        ),
        migrations.AddConstraint(
            model_name='incubation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('extension_reason', ''), ('first_ends_on__isnull', True)), models.Q(('first_ends_on__lt', models.F('ends_on')), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='incubation_extended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='incubationmilestone',
            constraint=models.UniqueConstraint(fields=('incubation', 'title'), name='incubation_milestone_once'),
        ),
        migrations.AddConstraint(
            model_name='incubationmilestone',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('stated_by')), _negated=True), _connector='OR'), name='incubation_milestone_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='intakeround',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='round_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='intakeround',
            constraint=models.CheckConstraint(condition=models.Q(('offered__gt', 0)), name='round_offers_something'),
        ),
        migrations.AddConstraint(
            model_name='incubationapplication',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'WITHDRAWN'), _negated=True), fields=('round', 'organization'), name='incubation_applied_once'),
        ),
        migrations.AddConstraint(
            model_name='incubationapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ADMITTED', 'REFUSED']), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='incubation_decided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='interestdeclaration',
            constraint=models.UniqueConstraint(fields=('member', 'organization'), name='interest_declared_once'),
        ),
        migrations.AddIndex(
            model_name='landing',
            index=models.Index(fields=['hub', 'state'], name='landing_hub_state'),
        ),
        migrations.AddConstraint(
            model_name='landing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['RUNNING', 'CONTINUED']), _negated=True), models.Q(('first_confirmed_at__isnull', False), ('first_service_on__isnull', False)), _connector='OR'), name='landing_counts_with_the_communitys_word'),
        ),
        migrations.AddConstraint(
            model_name='landing',
            constraint=models.CheckConstraint(condition=models.Q(('first_confirmed_by__isnull', True), models.Q(('first_confirmed_by', models.F('first_stated_by')), _negated=True), _connector='OR'), name='landing_first_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='landing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['DECLINED', 'WITHDRAWN', 'STOPPED']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='landing_given_up_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='landingcount',
            constraint=models.UniqueConstraint(fields=('landing', 'group', 'served_on'), name='landing_count_once'),
        ),
        migrations.AddConstraint(
            model_name='landingcount',
            constraint=models.CheckConstraint(condition=models.Q(('persons__gt', 0)), name='landing_count_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='legalopinion',
            constraint=models.UniqueConstraint(fields=('transition', 'paper'), name='legal_opinion_once'),
        ),
        migrations.AddConstraint(
            model_name='legalopinion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', 'assets'), _negated=True), models.Q(('assets_fen__isnull', False), models.Q(('goes_to', ''), _negated=True)), _connector='OR'), name='opinion_on_assets_says_how_much_and_where'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('incubation', 'person'), name='mentor_once'),
        ),
        migrations.AddConstraint(
            model_name='mentorsession',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gt', 0), ('hours__lte', 24)), name='mentor_session_has_hours'),
        ),
        migrations.AddConstraint(
            model_name='mentorsession',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='mentor_session_confirmed_by_another'),
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
        migrations.AddIndex(
            model_name='enterprisetransition',
            index=models.Index(fields=['hub', 'state'], name='transition_hub_state'),
        ),
        migrations.AddConstraint(
            model_name='enterprisetransition',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['CANDIDATE', 'UNDER_WAY'])), fields=('organization',), name='transition_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='enterprisetransition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['CANDIDATE', 'UNDER_WAY']), ('ended_at__isnull', False), _connector='OR'), name='transition_ended_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='selfcheckanswer',
            constraint=models.UniqueConstraint(fields=('check_row', 'question'), name='self_check_answer_once'),
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
        migrations.AddConstraint(
            model_name='transitionstep',
            constraint=models.UniqueConstraint(fields=('transition', 'kind'), name='transition_step_once'),
        ),
        migrations.AddConstraint(
            model_name='transitionstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'form'), _negated=True), ('done_on__isnull', True), ('opinion__isnull', False), _connector='OR'), name='change_of_form_needs_opinion'),
        ),
        migrations.AddConstraint(
            model_name='transitiontalk',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by__isnull', True), models.Q(('answered_by', models.F('said_by')), _negated=True), _connector='OR'), name='transition_talk_answered_by_another'),
        ),
        migrations.AddConstraint(
            model_name='transitiontalk',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), models.Q(('kind', 'question'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='transition_question_answered_in_words'),
        ),
    ]
