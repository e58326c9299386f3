/**
 * What every run works with: API client, journal, clock, progress, polling and parallel tasks. Must
 * not know what the runs do.
 */
@NullMarked
package dev.flysnap.runtime;

import org.jspecify.annotations.NullMarked;
