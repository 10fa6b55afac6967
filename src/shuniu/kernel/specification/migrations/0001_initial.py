from shuniu.kernel.core.migrating import Initial
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('number', models.CharField(max_length=60, verbose_name='文号')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('title_hant', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=200)),
                ('issuer', models.CharField(max_length=120, verbose_name='发布机关')),
                ('area_code', models.CharField(blank=True, max_length=12, verbose_name='适用地区代码')),
                ('area_name', models.CharField(blank=True, max_length=60, verbose_name='适用地区')),
                ('issued_on', models.DateField(verbose_name='发布日期')),
                ('valid_from', models.DateField(verbose_name='施行日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='废止日期')),
                ('published', models.BooleanField(default=False)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adaptations', to='specification.edition')),
            ],
            options={
                'ordering': ['-valid_from', 'code'],
            },
        ),
        migrations.CreateModel(
            name='OfficialText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('script', models.CharField(choices=[('zh-Hans', '简体'), ('zh-Hant', '繁体')], max_length=10)),
                ('text', models.TextField()),
                ('loaded_on', models.DateField()),
                ('replaced_on', models.DateField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='official_texts', to='specification.edition')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10)),
                ('chapter', models.CharField(max_length=4)),
                ('chapter_title', models.CharField(max_length=60)),
                ('chapter_title_hant', models.CharField(max_length=60)),
                ('chapter_title_en', models.CharField(max_length=120)),
                ('position', models.PositiveSmallIntegerField()),
                ('element', models.CharField(choices=[('open', '开放式体系'), ('support', '支持型平台'), ('mechanism', '常态化机制'), ('carrier', '创新型载体'), ('guidance', '引导性规范'), ('brand', '品牌化特征'), ('general', '总则与附则')], max_length=20, verbose_name='要素')),
                ('kind', models.CharField(choices=[('duty', '应尽'), ('recommended', '提倡'), ('optional', '可选'), ('definition', '总述')], max_length=20, verbose_name='性质')),
                ('conditions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('actors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('list_rule', models.CharField(blank=True, max_length=20)),
                ('title', models.CharField(max_length=80)),
                ('title_hant', models.CharField(max_length=80)),
                ('title_en', models.CharField(max_length=160)),
                ('summary', models.TextField()),
                ('summary_hant', models.TextField()),
                ('summary_en', models.TextField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='specification.edition')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='edition_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('issuer', 'area_code', 'valid_from'), name='edition_begins_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('issuer', 'area_code'), name='edition_open_once'),
        ),
        migrations.AddConstraint(
            model_name='officialtext',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_on__isnull', True)), fields=('edition', 'code', 'script'), name='official_text_once'),
        ),
        migrations.AddConstraint(
            model_name='officialtext',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_on__isnull', True), ('replaced_on__gte', models.F('loaded_on')), _connector='OR'), name='official_text_replaced_after_loaded'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.UniqueConstraint(fields=('edition', 'code'), name='unit_once_per_edition'),
        ),
    ]
