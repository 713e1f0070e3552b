// Package athena writes the measures of package trail as SQL for Amazon Athena: tables
// over the logs as CloudTrail lays them out in a bucket, a small table of the records
// that matter, and a view for each measure.
package athena
