#!/bin/sh
# Two pods, their kernels, and nothing left. It proves nothing: nobody knows on which nodes they ran, and whose kernel is whose.
set -eu
pods="$(dirname "$0")/pods.yaml"
kubectl apply -f "$pods"
kubectl wait --for=condition=Ready --timeout=120s pod/by-hand-sandboxed pod/by-hand-ordinary
sandboxed=$(kubectl exec by-hand-sandboxed -- uname -r)
ordinary=$(kubectl exec by-hand-ordinary -- uname -r)
kubectl delete -f "$pods"
test "$sandboxed" != "$ordinary"
