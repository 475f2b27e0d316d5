/** Domain values, orchestration steps, policy, hold, and the ports that adapters implement. */
package io.github.sealframe.core;
