/**
 * What a run works with: the API client, the journal, clock, progress, polling, and work in
 * parallel. Must not know what runs are about.
 */
@NullMarked
package dev.flysnap.runtime;

import org.jspecify.annotations.NullMarked;
