from shuniu.kernel.core.migrating import Initial
import django.db.models.deletion
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_code', models.CharField(max_length=16)),
                ('period_kind', models.CharField(max_length=4)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(help_text='exclusive')),
                ('computed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
            ],
            options={
                'ordering': ['-starts_on', 'period_kind'],
                'constraints': [models.UniqueConstraint(fields=('period_code',), name='snapshot_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('state', models.CharField(choices=[('computed', '已计算'), ('no_data', '没有数据'), ('failed', '计算失败'), ('not_applicable', '不适用')], max_length=20)),
                ('numerator', models.FloatField(blank=True, null=True)),
                ('denominator', models.FloatField(blank=True, null=True)),
                ('value', models.FloatField(blank=True, null=True)),
                ('threshold', models.FloatField(blank=True, null=True)),
                ('score', models.FloatField(blank=True, help_text='0–100, None when it does not score', null=True)),
                ('starts_on', models.DateField(help_text='first day the figure looks at')),
                ('ends_on', models.DateField(help_text='exclusive')),
                ('late_entries', models.PositiveIntegerField(default=0)),
                ('revised_numerator', models.FloatField(blank=True, help_text='the period before, computed anew, where it came out otherwise than closed', null=True)),
                ('revised_denominator', models.FloatField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicator_values', to='orgs.organization')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='indicators.snapshot')),
            ],
        ),
        migrations.CreateModel(
            name='ElementScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('element', models.CharField(max_length=20)),
                ('score', models.FloatField(blank=True, null=True)),
                ('indicators_counted', models.PositiveSmallIntegerField(default=0)),
                ('is_baseline', models.BooleanField(default=False)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='element_scores', to='orgs.organization')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='element_scores', to='indicators.snapshot')),
            ],
        ),
        migrations.CreateModel(
            name='AreaShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12)),
                ('numerator', models.PositiveIntegerField()),
                ('denominator', models.PositiveIntegerField()),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='area_shares', to='orgs.organization')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_shares', to='indicators.snapshot')),
            ],
        ),
        migrations.CreateModel(
            name='SnapshotItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('counted', models.BooleanField()),
                ('late_entry', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('value', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='indicators.indicatorvalue')),
            ],
        ),
        migrations.AddIndex(
            model_name='indicatorvalue',
            index=models.Index(fields=['hub', 'code'], name='indicator_value_hub'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.UniqueConstraint(fields=('snapshot', 'hub', 'code'), name='indicator_value_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'computed'), _negated=True), ('numerator__isnull', False), _connector='OR'), name='computed_value_has_numerator'),
        ),
        migrations.AddConstraint(
            model_name='elementscore',
            constraint=models.UniqueConstraint(fields=('snapshot', 'hub', 'element'), name='element_score_once'),
        ),
        migrations.AddConstraint(
            model_name='areashare',
            constraint=models.UniqueConstraint(fields=('snapshot', 'body', 'code', 'area'), name='area_share_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='areashare',
            constraint=models.CheckConstraint(condition=models.Q(('numerator__lte', models.F('denominator'))), name='area_share_is_a_share'),
        ),
    ]
