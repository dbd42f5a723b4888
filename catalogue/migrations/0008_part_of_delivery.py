import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_search_storage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='figure',
            name='delivery',
            field=models.ForeignKey(blank=True, help_text='Empty: wherever the intervention runs. Save a new delivery first, to choose it here.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='catalogue.delivery', verbose_name='only in this delivery'),
        ),
        migrations.AlterField(
            model_name='figure',
            name='intervention',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='catalogue.intervention', verbose_name='intervention'),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='delivery',
            field=models.ForeignKey(blank=True, help_text='Empty: wherever the intervention runs. Save a new delivery first, to choose it here.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='catalogue.delivery', verbose_name='only in this delivery'),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='intervention',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='catalogue.intervention', verbose_name='intervention'),
        ),
    ]
