from shuniu.kernel.core.migrating import Initial
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
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
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit_name', models.CharField(blank=True, max_length=60, verbose_name='内设部门')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('meeting', '会议室'), ('training', '培训教室'), ('activity', '活动场地'), ('exhibition', '展示场地'), ('equipment', '设备器材'), ('vehicle', '车辆')], max_length=12, verbose_name='类别')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('capacity', models.PositiveIntegerField(verbose_name='容纳人数')),
                ('equipment', models.CharField(blank=True, max_length=200, verbose_name='设备')),
                ('conditions', models.TextField(blank=True, verbose_name='使用条件')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='开门联系')),
                ('open_to', models.CharField(choices=[('members', '只限会员'), ('field', '本领域的组织都可使用，不限会员'), ('everyone', '任何社会组织都可使用')], default='field', max_length=10, verbose_name='谁可以使用')),
                ('fee_fen', models.PositiveIntegerField(default=0, verbose_name='每小时收费')),
                ('closed_on_holidays', models.BooleanField(default=True, verbose_name='法定假日不开放')),
                ('feed_token', models.CharField(max_length=40, unique=True)),
                ('listed_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdraw_reason', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities_listed', to='orgs.organization')),
                ('listed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='orgs.organization')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('reason', models.CharField(max_length=120, verbose_name='原因')),
                ('source', models.CharField(choices=[('entered', '产权单位登记'), ('calendar', '日历文件')], default='entered', max_length=10)),
                ('uid', models.CharField(blank=True, max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='bookings.facility')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BookingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('every', models.CharField(choices=[('day', '每天'), ('week', '每周'), ('fortnight', '每两周'), ('month', '每个月')], max_length=10, verbose_name='重复')),
                ('asked', models.PositiveSmallIntegerField(verbose_name='次数')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('made_at', models.DateTimeField()),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='bookings.facility')),
            ],
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=120, verbose_name='用途')),
                ('people', models.PositiveIntegerField(verbose_name='人数')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('fee_fen', models.PositiveBigIntegerField(default=0, verbose_name='费用')),
                ('state', models.CharField(choices=[('BOOKED', '已订'), ('USED', '已使用'), ('NO_SHOW', '未到'), ('CANCELLED', '已取消'), ('DISPLACED', '被收回'), ('SUBLET', '转给别人用')], default='BOOKED', max_length=10)),
                ('booked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='处理时间')),
                ('cancelled_late', models.BooleanField(default=False)),
                ('cause', models.CharField(blank=True, choices=[('own_use', '产权单位自用'), ('unusable', '场地临时不能用')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('charged_fen', models.PositiveBigIntegerField(blank=True, null=True)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='orgs.organization')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='bookings.bookingseries')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='bookings.facility')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OpenHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, '周一'), (1, '周二'), (2, '周三'), (3, '周四'), (4, '周五'), (5, '周六'), (6, '周日')])),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='bookings.facility')),
            ],
            options={
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.AddIndex(
            model_name='facility',
            index=models.Index(fields=['hub', 'owner'], name='facility_hub_owner'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gt', 0)), name='facility_holds_somebody'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdraw_reason', ''), _negated=True), _connector='OR'), name='facility_withdrawn_with_reason'),
        ),
        migrations.AddIndex(
            model_name='closure',
            index=models.Index(fields=['facility', 'starts_at'], name='closure_facility_start'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='closure_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='closure_has_reason'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['facility', 'starts_at'], name='booking_facility_start'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['organization', 'starts_at'], name='booking_body_start'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DISPLACED'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('cause', ''), _negated=True)), _connector='OR'), name='booking_displaced_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SUBLET'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='booking_sublet_says_to_whom'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'BOOKED'), ('ended_at__isnull', False), _connector='OR'), name='booking_ended_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['BOOKED', 'USED', 'NO_SHOW', 'SUBLET'])), expressions=[(models.Func(models.F('facility'), models.F('facility'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), models.Value('[)'), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='booking_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='openhours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__gte', 0), ('weekday__lte', 6)), name='hours_weekday'),
        ),
        migrations.AddConstraint(
            model_name='openhours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_end_after_start'),
        ),
        migrations.AddConstraint(
            model_name='openhours',
            constraint=models.UniqueConstraint(fields=('facility', 'weekday', 'opens', 'valid_from'), name='hours_once'),
        ),
    ]
