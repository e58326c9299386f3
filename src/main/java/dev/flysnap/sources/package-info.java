/**
 * Everything that an app's data could be brought back from, best first: snapshots, volumes that are
 * out of use, copies outside Fly, replicas. Looks, changes nothing.
 *
 * <pre>
 * list the app's machines, volumes and snapshots; where the app is gone there are none
 * read the manifests of each store, ask litestream about each replica; what cannot be read is told
 * with a copy go those of the app's other databases: the oldest of them tells what it holds
 * the newest known commit: now, while a machine of the app may be writing; else when the last one stopped
 *                          else the newest moment that any source is known to hold
 * lost by a source: from the moment that it holds until the newest known commit
 * sort: usable before bad, known before unknown, less lost before more, sooner before later
 * </pre>
 */
@NullMarked
package dev.flysnap.sources;

import org.jspecify.annotations.NullMarked;
