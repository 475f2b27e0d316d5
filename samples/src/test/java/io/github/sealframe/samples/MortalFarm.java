package io.github.sealframe.samples;

import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.HoldRecords;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.ProductionPools;
import io.github.sealframe.core.WrapRecords;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A farm whose client dies: after so many calls of a port, none gets through any more. No call of a
 * port makes more than one change, so that a client can be killed here between each two.
 */
final class MortalFarm {
  private final String client;
  private final Farm real;
  private final int life;
  private final Turns turns;
  private final Observer observer;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param life how many calls get through
   */
  MortalFarm(String client, Farm real, int life, Turns turns, Observer observer) {
    this.client = client;
    this.real = real;
    this.life = life;
    this.turns = turns;
    this.observer = observer;
  }

  /** Sees every call that gets through, in order. */
  interface Observer {
    /** Before it is made. */
    void asks(String client, String call, Object[] given) throws IOException;

    /**
     * The same when it has ended.
     *
     * @param answer what it brought, or the refusal that it threw
     */
    void answered(String client, String call, Object[] given, Object answer);
  }

  /** The client is gone. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  Farm farm() {
    return new Farm(
        mortal(Pools.class, real.pools()),
        mortal(ProductionPools.class, real.ownPools()),
        mortal(Jobs.class, real.jobs()),
        mortal(BlobStore.class, real.blobs()),
        mortal(HoldRecords.class, real.holds()),
        mortal(WrapRecords.class, real.wraps()),
        real.secrets(),
        real.principal());
  }

  /** How many calls were made. */
  int calls() {
    return calls.get();
  }

  private <T> T mortal(Class<T> port, T service) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, given) -> call(service, method, given)));
  }

  private Object call(Object service, Method method, Object[] given) throws Throwable {
    if (method.getName().equals("production")) {
      return method.invoke(service, given); // No request.
    }
    String call = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    turns.begin(client);
    try {
      if (calls.incrementAndGet() > life) {
        throw new Killed();
      }
      observer.asks(client, call, given);
      try {
        Object answer = method.invoke(service, given);
        observer.answered(client, call, given, answer);
        return answer;
      } catch (InvocationTargetException e) {
        observer.answered(client, call, given, e.getCause());
        throw e.getCause();
      }
    } finally {
      turns.end();
    }
  }
}
