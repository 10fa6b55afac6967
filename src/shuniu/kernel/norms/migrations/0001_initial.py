from shuniu.kernel.core.migrating import Initial
import django.db.models.deletion
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('source', models.CharField(max_length=200, verbose_name='依据')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='发布日期')),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['year'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('is_working', models.BooleanField(verbose_name='是否上班')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=80)),
                ('edition_code', models.SlugField(blank=True, max_length=60)),
                ('value', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='数值')),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('valid_from', models.DateField(verbose_name='施行日期')),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('fixed_at', models.DateTimeField(editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settings_owned', to='orgs.organization', verbose_name='制定单位')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('key', 'owner', 'edition_code', 'valid_from'), name='setting_once_a_day'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='setting_ends_after_start'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='setting_not_negative')],
            },
        ),
    ]
