from shuniu.kernel.core.migrating import Initial
import django.core.validators
import django.db.models.functions.text
from shuniu.kernel.people.sql import CACHE_TABLE
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, validators=[django.core.validators.RegexValidator('^[\\w.\\-]+$', '用户名只用字母、数字、汉字、点、横线和下划线。')], verbose_name='用户名')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='邮箱')),
                ('phone', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='手机号')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='语言')),
                ('compact_tables', models.BooleanField(default=False, verbose_name='紧凑表格')),
                ('large_type', models.BooleanField(default=False, verbose_name='大字版')),
                ('is_active', models.BooleanField(default=True)),
                ('is_system', models.BooleanField(default=False)),
                ('is_operator', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once'), models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_username_once')],
            },
        ),
        migrations.RunSQL(*CACHE_TABLE),
    ]
