/**
 * How an agent is configured: databases, token, listen address, identity of the machine. Must not
 * know HTTP requests or quiescing.
 */
@NullMarked
package dev.flysnap.agent.setting;

import org.jspecify.annotations.NullMarked;
