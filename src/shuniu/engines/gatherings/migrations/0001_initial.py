from shuniu.kernel.core.migrating import Initial
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('starts_at', models.DateTimeField(verbose_name='开始时间')),
                ('ends_at', models.DateTimeField(verbose_name='结束时间')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('open_to', models.CharField(choices=[('members', '只限会员'), ('field', '本领域的组织都可参加，不限会员'), ('everyone', '任何组织和个人都可参加')], default='members', max_length=10, verbose_name='谁可以参加')),
                ('door_token', models.CharField(max_length=40, unique=True)),
                ('door_code', models.CharField(max_length=6)),
                ('sign_in_opens_at', models.DateTimeField()),
                ('sign_in_closes_at', models.DateTimeField()),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('moved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('revised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField()),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gatherings', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='DoorTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.CharField(max_length=64)),
                ('tried_at', models.DateTimeField()),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='door_tries', to='gatherings.gathering')),
            ],
        ),
        migrations.CreateModel(
            name='Invitee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(blank=True, max_length=60, verbose_name='受邀人')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('answer', models.CharField(choices=[('none', '未回复'), ('coming', '参加'), ('declined', '请假'), ('substitute', '委派他人')], default='none', max_length=12, verbose_name='答复')),
                ('attendee_name', models.CharField(blank=True, max_length=60, verbose_name='参会人')),
                ('mandate', models.BooleanField(default=False, verbose_name='有委派授权')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='请假原因')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitees', to='gatherings.gathering')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invited_to', to='orgs.organization')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RollEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('post', models.CharField(blank=True, max_length=60, verbose_name='职务')),
                ('attendance', models.CharField(choices=[('present', '出席'), ('with_voice', '列席'), ('excused', '请假'), ('absent', '缺席')], max_length=12, verbose_name='到会情况')),
                ('way', models.CharField(choices=[('qr', '扫码'), ('code', '签到码'), ('hand', '手工登记'), ('paper', '纸质签到补录')], max_length=8, verbose_name='方式')),
                ('key', models.CharField(max_length=80)),
                ('signed_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('is_late_entry', models.BooleanField(default=False, verbose_name='会后补录')),
                ('is_principal', models.BooleanField(default=False, verbose_name='秘书长或其委派人')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roll', to='gatherings.gathering')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roll_entries', to='orgs.organization')),
                ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment', verbose_name='签到表原件')),
            ],
            options={
                'ordering': ['signed_at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='gathering',
            index=models.Index(fields=['host', 'starts_at'], name='gathering_host_start'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='gathering_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='doortry',
            index=models.Index(fields=['gathering', 'tried_at'], name='door_try_gathering'),
        ),
        migrations.AddConstraint(
            model_name='invitee',
            constraint=models.UniqueConstraint(fields=('gathering', 'organization'), name='invitee_once'),
        ),
        migrations.AddIndex(
            model_name='rollentry',
            index=models.Index(fields=['organization', 'attendance'], name='roll_organization'),
        ),
        migrations.AddConstraint(
            model_name='rollentry',
            constraint=models.UniqueConstraint(fields=('gathering', 'key'), name='roll_key_once'),
        ),
        migrations.AddConstraint(
            model_name='rollentry',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('gathering', 'organization', 'name'), name='roll_person_once', nulls_distinct=False),
        ),
    ]
