"""Indexes that hold all that the facet index reads of entries and of their organisations."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0012_words'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='intervention',
            name='intervention_by_name',
        ),
        migrations.AlterField(
            model_name='involvement',
            name='organisation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='involvements', to='catalogue.organisation', verbose_name='organisation'),
        ),
        migrations.AddIndex(
            model_name='intervention',
            index=models.Index(fields=['publication', 'sort_key', 'id', 'publish_from', 'publish_until', 'kind', 'voluntariness', 'age_from', 'age_to', 'checked_on', 'created'], name='intervention_by_name'),
        ),
        migrations.AddIndex(
            model_name='involvement',
            index=models.Index(fields=['organisation', 'intervention'], name='entries_of_organisation'),
        ),
    ]
