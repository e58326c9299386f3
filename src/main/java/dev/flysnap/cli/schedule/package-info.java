/** {@code schedule} and {@code cron}: commands that run others at their times. */
@NullMarked
package dev.flysnap.cli.schedule;

import org.jspecify.annotations.NullMarked;
