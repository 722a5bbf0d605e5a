// Package s3 is the lab's S3: AWS's REST and XML over the buckets and objects
// of lab/s3/store, each request decided by authz through its call.
//
// One request, top to bottom:
//
//	address    path or virtual-host style → bucket, key              address.go
//	operation  method + path + query + headers → operation           operations.go
//	bucket     it exists, in this region, with the expected owner    request.go
//	needs      operation → actions and resources (need.Of), with     authorize.go
//	           the condition keys of S3                              conditionkeys.go
//	decide     the call's world decides; bucket policy, ACLs and     authorize.go,
//	           Block Public Access as its resource-based policy      resourcepolicy.go
//	refuse     AWS's words, the body drained first                   refusal.go, fault.go
//	serve      the operation's handler                               one file per family
//
// Example:
//
//	buckets, err := store.Open("")
//	front := s3.New(world, buckets)
//	err = front.Load(file.Buckets, "eu-west-1")
//	front.Serve(w, r, call)   // behind lab/sigv4
package s3
