from shuniu.kernel.core.migrating import Initial
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from shuniu.kernel.orgs.sql import CODE_SEQUENCE
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Field',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('name_hant', models.CharField(blank=True, max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('name_hant', models.CharField(blank=True, max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('level', models.CharField(choices=[('city', '市'), ('district', '区'), ('subdistrict', '街道（乡镇）')], max_length=20)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='设立日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('became', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area', verbose_name='并入')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='orgs.area')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='FormerAreaName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('until', models.DateField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='orgs.area')),
            ],
            options={
                'ordering': ['-until'],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('because', models.CharField(choices=[('code', '统一社会信用代码相同'), ('person', '人工判断')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('kept_changes', models.JSONField(default=dict)),
                ('gone_changes', models.JSONField(default=dict)),
                ('merged_at', models.DateTimeField()),
                ('split_at', models.DateTimeField(blank=True, null=True)),
                ('split_reason', models.CharField(blank=True, max_length=200, verbose_name='拆开的理由')),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('split_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-merged_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MergeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=80)),
                ('column', models.CharField(blank=True, max_length=63)),
                ('target', models.CharField(blank=True, max_length=80)),
                ('row_id', models.BigIntegerField()),
                ('old', models.BigIntegerField(null=True)),
                ('new', models.BigIntegerField(null=True)),
                ('content', models.JSONField(null=True)),
                ('merge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='orgs.merge')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('name_key', models.CharField(editable=False, max_length=120)),
                ('sort_key', models.CharField(editable=False, max_length=120)),
                ('kind', models.CharField(choices=[('social_association', '社会团体'), ('social_service', '社会服务机构'), ('foundation', '基金会'), ('grassroots', '社区社会组织'), ('mass_organization', '人民团体'), ('authority', '机关单位'), ('other', '其他')], max_length=30, verbose_name='类型')),
                ('credit_code', models.CharField(blank=True, max_length=18, null=True, verbose_name='统一社会信用代码')),
                ('registered_on', models.DateField(blank=True, null=True, verbose_name='成立（登记）日期')),
                ('legal_representative', models.CharField(blank=True, max_length=60, verbose_name='法定代表人')),
                ('staff_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='专职人员')),
                ('member_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='会员（志愿者）数')),
                ('capital_fen', models.BigIntegerField(blank=True, null=True, verbose_name='开办（注册）资金')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('supervising_unit', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='业务主管单位')),
                ('registration_authority', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='登记管理机关')),
                ('purpose', models.TextField(blank=True, verbose_name='宗旨和业务范围')),
                ('activities', models.TextField(blank=True, verbose_name='主要活动')),
                ('ending', models.CharField(blank=True, choices=[('dissolved', '注销'), ('revoked', '撤销（吊销）登记'), ('ended', '终止活动')], db_default='', default='', max_length=10, verbose_name='状态')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                ('source', models.CharField(default='entry', max_length=40, verbose_name='来源')),
                ('facts_on', models.DateField(blank=True, null=True, verbose_name='资料日期')),
                ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('search', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('area', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organizations', to='orgs.area', verbose_name='所在区域')),
                ('brought_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.organization')),
                ('field', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organizations', to='orgs.field', verbose_name='领域')),
                ('merged_into', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='orgs.organization')),
            ],
            options={
                'ordering': ['sort_key', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='merge',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_as', to='orgs.organization'),
        ),
        migrations.AddField(
            model_name='merge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='orgs.organization'),
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('until', models.DateField()),
                ('merge', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.merge')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='FormerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=18)),
                ('until', models.DateField()),
                ('merge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.merge')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_codes', to='orgs.organization')),
            ],
            options={
                'ordering': ['-until', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FactChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=30)),
                ('old', models.TextField(blank=True)),
                ('new', models.TextField(blank=True)),
                ('source', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('objected_at', models.DateTimeField(blank=True, null=True)),
                ('objection', models.CharField(blank=True, max_length=200, verbose_name='异议理由')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('objected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fact_changes', to='orgs.organization')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Designation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('city', '市级'), ('district', '区级'), ('second_level', '二级')], max_length=20, verbose_name='层级')),
                ('edition_code', models.SlugField(max_length=60)),
                ('mass_organization', models.BooleanField(default=False, verbose_name='人民团体')),
                ('supervisory_status', models.BooleanField(default=False, verbose_name='具有业务主管单位资格')),
                ('not_fiscally_funded', models.BooleanField(default=False, verbose_name='非财政拨款')),
                ('vertical_guidance', models.BooleanField(default=False, verbose_name='有上下级指导关系')),
                ('functional_hub', models.BooleanField(default=False, verbose_name='功能型枢纽')),
                ('large_coverage', models.BooleanField(default=False, verbose_name='覆盖面广')),
                ('setup_until', models.DateField(blank=True, null=True, verbose_name='建设期至')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('field', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='orgs.field')),
                ('designated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations_made', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations', to='orgs.organization')),
                ('reports_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='designations_overseen', to='orgs.organization')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=120)),
                ('given_at', models.DateTimeField()),
                ('ends_on', models.DateField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('head', '负责人'), ('officer', '经办人'), ('clerk', '录入员'), ('secretary_general', '秘书长'), ('liaison_officer', '信息联络员'), ('spokesperson', '新闻发言人'), ('staff', '工作人员')], max_length=30, verbose_name='职责')),
                ('valid_from', models.DateField(verbose_name='任职自')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='任职至')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('membership', '会员'), ('contact', '联系'), ('supervised', '业务主管'), ('attached', '挂靠')], max_length=20, verbose_name='联系类型')),
                ('route', models.CharField(choices=[('membership', '吸纳入会'), ('engagement', '业务联系'), ('intent', '价值与意向'), ('cultivation', '培育'), ('intake', '受理申请'), ('imported', '名录导入')], max_length=20, verbose_name='途径')),
                ('source', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_through', models.CharField(blank=True, max_length=20)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('is_main', models.BooleanField(default=False)),
                ('is_public', models.BooleanField(default=True)),
                ('confirmed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ties_as_hub', to='orgs.organization')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='PastState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('social_association', '社会团体'), ('social_service', '社会服务机构'), ('foundation', '基金会'), ('grassroots', '社区社会组织'), ('mass_organization', '人民团体'), ('authority', '机关单位'), ('other', '其他')], max_length=30)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField()),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past_states', to='orgs.organization')),
            ],
            options={
                'ordering': ['-valid_to'],
            },
        ),
        migrations.CreateModel(
            name='RegistrarFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grade', '评估等级'), ('abnormal', '活动异常名录'), ('penalty', '行政处罚')], max_length=20)),
                ('value', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('source', models.CharField(max_length=60)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrar_facts', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=120, verbose_name='事由')),
                ('valid_from', models.DateField(verbose_name='代理自')),
                ('valid_to', models.DateField(verbose_name='代理至')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitutions', to='orgs.appointment')),
                ('substitute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='area_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=models.Q(('became__isnull', True), models.Q(('valid_to__isnull', False), models.Q(('became', models.F('id')), _negated=True)), _connector='OR'), name='area_becomes_another_once_ended'),
        ),
        migrations.AddConstraint(
            model_name='formerareaname',
            constraint=models.UniqueConstraint(fields=('area', 'name'), name='former_area_name_once'),
        ),
        migrations.AddConstraint(
            model_name='mergestep',
            constraint=models.CheckConstraint(condition=models.Q(('content__isnull', False), models.Q(('new__isnull', False), ('old__isnull', False), models.Q(('column', ''), _negated=True)), _connector='OR'), name='merge_step_moved_or_kept_aside'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='organization_search'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['field', 'id'], name='organization_field'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['sort_key', 'id'], include=('kind', 'field', 'area', 'registered_on', 'staff_count', 'brought_by', 'merged_into', 'name_key', 'ended_on'), name='organization_list'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['area'], name='organization_area'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(fields=['name_key'], name='organization_name_key', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(condition=models.Q(('legal_representative', ''), _negated=True), fields=['legal_representative'], name='organization_person', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(condition=models.Q(('brought_by__isnull', False)), fields=['brought_by'], name='organization_brought'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(condition=models.Q(('ended_on__isnull', False)), fields=['ended_on'], name='organization_ended'),
        ),
        migrations.AddIndex(
            model_name='organization',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='organization_merged'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.UniqueConstraint(fields=('code',), name='organization_code_once'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.UniqueConstraint(fields=('credit_code',), name='organization_credit_code_once'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ending', '')), models.Q(models.Q(('ending', ''), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='organization_ended_with_day'),
        ),
        migrations.AddConstraint(
            model_name='organization',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='organization_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('split_at__isnull', True)), fields=('gone',), name='merge_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddIndex(
            model_name='formercode',
            index=models.Index(fields=['code'], name='former_code'),
        ),
        migrations.AddConstraint(
            model_name='formercode',
            constraint=models.UniqueConstraint(fields=('organization', 'code'), name='former_code_once'),
        ),
        migrations.AddIndex(
            model_name='factchange',
            index=models.Index(fields=['organization', '-at'], name='factchange_organization'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('organization',), name='designation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='designation',
            constraint=models.CheckConstraint(condition=models.Q(('reports_to', models.F('organization')), _negated=True), name='designation_reports_to_another'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('organization__isnull', False), ('person__isnull', False), _connector='OR'), name='consent_of_somebody'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['organization', 'role'], name='appointment_body_role'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='appointment_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='affiliation',
            index=models.Index(fields=['hub', 'organization'], name='affiliation_hub_org'),
        ),
        migrations.AddIndex(
            model_name='affiliation',
            index=models.Index(fields=['organization'], name='affiliation_org'),
        ),
        migrations.AddIndex(
            model_name='affiliation',
            index=models.Index(condition=models.Q(('confirmed_by__isnull', False)), fields=['confirmed_by'], name='affiliation_confirmed_by'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('hub', 'organization', 'kind'), name='affiliation_open_once'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('hub', models.F('organization')), _negated=True), name='affiliation_not_with_itself'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='affiliation_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='paststate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='past_state_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='paststate',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('organization'), models.F('organization'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='past_state_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='substitution',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='substitution_ends_after_start'),
        ),
        migrations.RunSQL(*CODE_SEQUENCE),
    ]
