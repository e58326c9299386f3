/**
 * Runs something at the times of a cron expression, in one process: never twice at a time, and once
 * after a restart for all times that passed meanwhile. Knows no command.
 *
 * <pre>
 * from = when the last run began, which a file remembers; the first time: now
 * again and again
 *   wait for the first time after from
 *   begun = now; run
 *   from = begun, into the file: times that passed during the run make one run together
 * </pre>
 *
 * A run that is killed is not remembered, so the next process repeats it at once.
 */
@NullMarked
package dev.flysnap.schedule.cron;

import org.jspecify.annotations.NullMarked;
